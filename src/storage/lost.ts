import { and, eq, exists, inArray, or, type SQL, sql } from 'drizzle-orm';
import { LOST_STATES } from '../core/key.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder } from './statements.ts';

/** Whether a key that a certificate was prepared for is lost. If it is not signed by then, it never will be. */
export function hasLostKey(db: Builder, { certificate, signing_key: key }: Tables): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(key)
      .where(
        and(
          or(eq(key.id, certificate.keyEd25519), eq(key.id, certificate.keyEs256)),
          inArray(key.state, [...LOST_STATES]),
        ),
      ),
  );
}
