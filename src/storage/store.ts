/** `core/ports.ts`'s Store over any engine: each theme brings its reads and writes, this file puts them together. */
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import type { Store, Write } from '../core/ports.ts';
import { backlog } from './backlog.ts';
import { batches } from './batches.ts';
import { catalogue } from './catalogue.ts';
import { certificates, idempotency } from './certificates.ts';
import { counters } from './counters.ts';
import { employers } from './employers.ts';
import type { Engine, Statement } from './engine.ts';
import { events } from './events.ts';
import { foreignLists } from './foreign-lists.ts';
import { behindHold, hold, passesHold } from './hold.ts';
import { holdings } from './holdings.ts';
import { incidentFiles } from './incident-files.ts';
import { incidents } from './incidents.ts';
import { jobs } from './jobs.ts';
import { keys, people } from './keys-and-people.ts';
import { ledger } from './ledger.ts';
import { norms } from './norms.ts';
import { organisations } from './organisations.ts';
import { paper } from './paper.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Builder, Writes } from './statements.ts';
import { status } from './status.ts';
import { stops } from './stops.ts';
import { subsidies } from './subsidies.ts';
import { tally } from './tally.ts';
import { trustListVersions } from './trust-list-versions.ts';
import { verifications } from './verifications.ts';
import { wallets } from './wallets.ts';
import { webhooks } from './webhooks.ts';

/** Drizzle's builder for engines that speak SQLite's dialect. */
export function sqliteBuilder(engine: Engine): Builder {
  return drizzle(async (sql, params) => ({ rows: await engine.all({ sql, params }) }));
}

/** The Store of an engine; `db` and `t` are of the engine's dialect. */
export function createStore(engine: Engine, db: Builder, t: Tables): Store {
  const guarded = behindHold(engine, db, t);
  const parts = {
    organisations: organisations(db, t),
    employers: employers(engine, db, t),
    foreignLists: foreignLists(db, t),
    catalogue: catalogue(db, t),
    norms: norms(db, t),
    subsidies: subsidies(db, t),
    keys: keys(db, t),
    people: people(engine, db, t),
    certificates: certificates(db, t),
    idempotency: idempotency(db, t),
    paper: paper(db, t),
    status: status(db, t),
    trustListVersions: trustListVersions(db, t),
    verifications: verifications(db, t),
    batches: batches(db, t),
    incidents: incidents(db, t),
    incidentFiles: incidentFiles(db, t),
    stops: stops(db, t),
    wallets: wallets(db, t),
    webhooks: webhooks(db, t),
    events: events(db, t),
    ledger: ledger(db, t),
    holdings: holdings(db, t),
    tally: tally(db, t),
    counters: counters(guarded, db, t),
    jobs: jobs({ engine, guarded }, db, t),
    hold: hold(db, t),
    backlog: backlog(db, t),
  };
  const writes: Writes = {
    ...parts.organisations.writes,
    ...parts.employers.writes,
    ...parts.foreignLists.writes,
    ...parts.catalogue.writes,
    ...parts.norms.writes,
    ...parts.subsidies.writes,
    ...parts.keys.writes,
    ...parts.people.writes,
    ...parts.certificates.writes,
    ...parts.idempotency.writes,
    ...parts.paper.writes,
    ...parts.status.writes,
    ...parts.trustListVersions.writes,
    ...parts.verifications.writes,
    ...parts.batches.writes,
    ...parts.incidents.writes,
    ...parts.incidentFiles.writes,
    ...parts.stops.writes,
    ...parts.wallets.writes,
    ...parts.webhooks.writes,
    ...parts.events.writes,
    ...parts.ledger.writes,
    ...parts.tally.writes,
    ...parts.counters.writes,
    ...parts.jobs.writes,
    ...parts.hold.writes,
  };
  const statementsOf = (write: Write) =>
    (writes[write.write] as (write: Write) => ReturnType<Writes[Write['write']]>)(write);

  const store: Store = {
    ...parts.organisations.reads,
    ...parts.employers.reads,
    ...parts.foreignLists.reads,
    ...parts.catalogue.reads,
    ...parts.norms.reads,
    ...parts.subsidies.reads,
    ...parts.keys.reads,
    ...parts.people.reads,
    ...parts.certificates.reads,
    ...parts.idempotency.reads,
    ...parts.paper.reads,
    ...parts.status.reads,
    ...parts.trustListVersions.reads,
    ...parts.verifications.reads,
    ...parts.batches.reads,
    ...parts.incidents.reads,
    ...parts.incidentFiles.reads,
    ...parts.stops.reads,
    ...parts.wallets.reads,
    ...parts.webhooks.reads,
    ...parts.events.reads,
    ...parts.ledger.reads,
    ...parts.holdings.reads,
    ...parts.tally.reads,
    ...parts.counters.reads,
    ...parts.jobs.reads,
    ...parts.hold.reads,
    ...parts.backlog.reads,
    commit: async (list) => {
      const target = passesHold(list) ? engine : guarded;
      const statements = new Set<Statement>();
      for (const write of list) for (const statement of await statementsOf(write)) statements.add(statement);
      await target.atomic([...statements]);
    },
    tend: async () => engine.tend?.(),
    ping: async () => void (await engine.all({ sql: 'select 1', params: [] })),
    scopedTo: () => store,
    close: () => engine.close(),
  };
  return store;
}
