/** Where messages go. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, inserting, present, read } from './statements.ts';

export const webhooks: Theme<'webhook' | 'webhooks', 'webhook.add' | 'webhook.end'> = (db, { webhook }) => {
  const add = inserting(db, webhook);
  return {
    reads: {
      webhook: async (id) => {
        const row = await first(db.select().from(webhook).where(eq(webhook.id, id)));
        return row && present(row);
      },
      webhooks: async (organisation) => {
        const rows = db.select().from(webhook).where(eq(webhook.organisation, organisation)).orderBy(asc(webhook.id));
        return (await read(rows)).map(present);
      },
    },
    writes: {
      'webhook.add': (write) => [add(write.webhook)],
      'webhook.end': ({ id, at }) => [
        db
          .update(webhook)
          .set({ endedAt: at })
          .where(and(eq(webhook.id, id), isNull(webhook.endedAt)))
          .toSQL(),
      ],
    },
  };
};
