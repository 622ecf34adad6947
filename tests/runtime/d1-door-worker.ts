/** A Worker beside the real one that has the same D1 database: `d1-door.ts` tells it what to ask there. */
import type { D1Database } from '../../src/storage/d1.ts';
import type { Answered, Asked } from './d1-door.ts';

async function answer(database: D1Database, { statements, raw }: Asked): Promise<Answered> {
  try {
    const bound = statements.map(({ sql, values }) => database.prepare(sql).bind(...values));
    return { answer: raw ? await bound[0]?.raw() : await database.batch(bound) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function fetch(request: Request, { DB }: { readonly DB: D1Database }): Promise<Response> {
  return Response.json(await answer(DB, (await request.json()) as Asked));
}

// biome-ignore lint/style/noDefaultExport: workerd takes the handlers from here and from nowhere else.
export default { fetch };
