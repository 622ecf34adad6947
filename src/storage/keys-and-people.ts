/** Signing keys, API keys and the erasable records of holders. */
import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { KeyRecord } from '../core/key.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Theme } from './statements.ts';
import { among, filling, first, hole, inserting, present, read } from './statements.ts';

/** `wrapped` stays null where it is null: that says the key is destroyed. */
function keyOf({ region: _, ...row }: Tables['signing_key']['$inferSelect']): KeyRecord {
  return { ...present(row), wrapped: row.wrapped };
}

export const keys: Theme<
  'key' | 'keys' | 'listedKeys' | 'apiKey' | 'apiKeys',
  'key.add' | 'key.state' | 'apikey.add' | 'apikey.revoke'
> = (db, { signing_key: key, api_key: apiKey }) => {
  const addKey = inserting(db, key);
  const addApiKey = inserting(db, apiKey);
  const keyById = db
    .select()
    .from(key)
    .where(eq(key.id, hole('id')))
    .prepare();
  const keysOf = db
    .select()
    .from(key)
    .where(eq(key.owner, hole('owner')))
    .orderBy(asc(key.createdAt), asc(key.id))
    .prepare();
  const allKeys = db.select().from(key).orderBy(asc(key.createdAt), asc(key.id)).prepare();
  const apiKeyByHash = db
    .select()
    .from(apiKey)
    .where(eq(apiKey.hash, hole('hash')))
    .prepare();

  return {
    reads: {
      key: async (id) => (await read(keyById.execute({ id }))).map(keyOf)[0],
      keys: async (owner) =>
        (await read(owner === undefined ? allKeys.execute() : keysOf.execute({ owner }))).map(keyOf),
      listedKeys: async ({ limit, after, owner, region }) => {
        const earlier = db
          .select({ at: key.createdAt, id: key.id })
          .from(key)
          .where(eq(key.id, after ?? ''));
        const rows = db
          .select()
          .from(key)
          .where(
            and(
              owner === undefined ? undefined : eq(key.owner, owner),
              region === undefined ? undefined : eq(key.region, region),
              after === undefined ? undefined : sql`(${key.createdAt}, ${key.id}) > (${earlier})`,
            ),
          )
          .orderBy(asc(key.createdAt), asc(key.id))
          .limit(limit);
        return (await read(rows)).map(keyOf);
      },
      apiKey: async (hash) => (await read(apiKeyByHash.execute({ hash }))).map(present)[0],
      apiKeys: async (organisation) => {
        const whose = organisation === undefined ? undefined : eq(apiKey.organisation, organisation);
        const rows = db.select().from(apiKey).where(whose).orderBy(asc(apiKey.createdAt), asc(apiKey.id));
        return (await read(rows)).map(present);
      },
    },
    writes: {
      'key.add': (write) => [addKey(write.key)],
      'key.state': ({ id, state, retiredAt, compromisedSince }) => [
        db
          .update(key)
          .set({ state, retiredAt, compromisedSince, ...(state === 'destroyed' && { wrapped: null }) })
          .where(eq(key.id, id))
          .toSQL(),
      ],
      'apikey.add': (write) => [addApiKey(write.apiKey)],
      'apikey.revoke': ({ id, at }) => [
        db
          .update(apiKey)
          .set({ revokedAt: at })
          .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
          .toSQL(),
      ],
    },
  };
};

type People = Theme<'person' | 'peopleByIndex', 'person.add' | 'person.erase' | 'person.holds'>;

export function people(
  engine: Engine,
  db: Builder,
  { person, certificate, wallet_request: request }: Tables,
): ReturnType<People> {
  const add = inserting(db, person);
  // In one order, so that two writers do not wait for each other. What a rival wrote, the statement after this one sees.
  const lock = filling(
    db
      .select({ id: person.id })
      .from(person)
      .where(among(person.id, hole('persons')))
      .orderBy(sql`${person.id} for update`),
  );
  const certified = db
    .select({ count: count() })
    .from(certificate)
    .where(among(certificate.person, hole('persons')));
  const takeUnless = filling(
    db.insert(person).select(
      db
        .select()
        .from(person)
        .where(and(among(person.id, hole('persons')), sql`${certified} <> ${hole('certificates')}`)),
    ),
  );
  const byId = db
    .select()
    .from(person)
    .where(eq(person.id, hole('id')))
    .prepare();
  const byIndex = db
    .select()
    .from(person)
    .where(and(eq(person.agency, hole('agency')), among(person.blindIndex, hole('blindIndexes'))))
    .prepare();

  return {
    reads: {
      person: (id) => first(byId.execute({ id })),
      peopleByIndex: (agency, blindIndexes) =>
        read(byIndex.execute({ agency, blindIndexes: JSON.stringify(blindIndexes) })),
    },
    writes: {
      'person.add': (write) => [add(write.person)],
      'person.holds': ({ persons, certificates }) => {
        const said = { persons: JSON.stringify(persons), certificates };
        return [...(engine.rowLocks ? [lock(said)] : []), takeUnless(said)];
      },
      // The blind index goes too: it would still tell whether a known number is in the register.
      'person.erase': ({ id }) => [
        db.update(person).set({ sealedIdentity: null, blindIndex: null }).where(eq(person.id, id)).toSQL(),
        // So do the keys of their wallets, for which copies wait.
        db
          .update(request)
          .set({ keys: [] })
          .where(
            inArray(
              request.certificate,
              db.select({ id: certificate.id }).from(certificate).where(eq(certificate.person, id)),
            ),
          )
          .toSQL(),
      ],
    },
  };
}
