/** The tables of `columns.ts` as drizzle's PostgreSQL builders; drizzle-kit reads the exports. */

import { isNotNull, sql } from 'drizzle-orm';
import type { PgColumn, PgTableExtraConfigValue } from 'drizzle-orm/pg-core';
import { customType, index, pgTable, primaryKey, unique } from 'drizzle-orm/pg-core';
import type { Table } from './column.ts';
import { columnName } from './column.ts';
import { TABLES } from './columns.ts';
import type { Tables } from './schema-sqlite.ts';

const type = customType<{ data: unknown; driverData: unknown }>;
/** Text in the order of its bytes, whatever the language of the database: pages are the same on every engine. */
const TEXT = 'text COLLATE "C"';
const TYPES = {
  text: type({ dataType: () => TEXT }),
  integer: type({ dataType: () => 'bigint' }),
  json: type({
    dataType: () => TEXT,
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => JSON.parse(String(text)),
  }),
};

function build(name: string, { columns, key, unique: uniques = {}, indexes = {} }: Table) {
  const builders = Object.entries(columns).map(([member, column]) => {
    const builder = TYPES[column.kind](columnName(member, column));
    if (column.from !== undefined) return [member, builder.generatedAlwaysAs(sql.raw(column.from))];
    return [member, column.nullable ? builder : builder.notNull()];
  });
  return pgTable(name, Object.fromEntries(builders), (self: Record<string, PgColumn>) => {
    const pick = (names: readonly string[]) => names.map((member) => self[member]) as [PgColumn];
    const extras: PgTableExtraConfigValue[] = [primaryKey({ name: keyName(name), columns: pick(key) })];
    for (const [name, on] of Object.entries(uniques)) extras.push(unique(name).on(...pick(on)));
    for (const [name, { on, partial }] of Object.entries(indexes)) {
      const made = index(name).on(...pick(on));
      extras.push(partial === undefined ? made : made.where(isNotNull(...pick([partial]))));
    }
    return extras;
  });
}

function keyName(table: string): string {
  return `${table}_pkey`;
}

/** Names of unique constraints, and whose they are. Not every engine of this dialect names the table in its error. */
export const TABLE_OF_CONSTRAINT: ReadonlyMap<string, string> = new Map(
  Object.entries<Table>(TABLES).flatMap(([table, { unique: uniques = {} }]) =>
    [keyName(table), ...Object.keys(uniques)].map((constraint) => [constraint, table] as const),
  ),
);

export const tables = Object.fromEntries(
  Object.entries(TABLES).map(([name, table]) => [name, build(name, table)]),
) as unknown as Tables;

export const {
  authority,
  secret,
  agency,
  standing,
  employer,
  foreign_list,
  allowance,
  occupation,
  level_scheme,
  standard,
  template,
  signing_key,
  api_key,
  person,
  idempotency,
  certificate,
  securing,
  unsigned,
  skeleton,
  signed_copy,
  wallet_offer,
  wallet_grant,
  wallet_nonce,
  wallet_request,
  layout_choice,
  share,
  slot_holder,
  status_mark,
  past_suspension,
  list_revision,
  published_list,
  verification,
  verification_part,
  agency_record,
  text_part,
  trust_list_version,
  norm,
  subsidy_catalogue,
  subsidy_claim,
  incident,
  incident_item,
  incident_party,
  file_entry,
  appeal,
  issuing_stop,
  webhook,
  event,
  unsealed,
  ledger,
  tally,
  tallied,
  counter,
  batch,
  batch_step,
  batch_part,
  batch_row,
  job,
  job_chunk,
  duty,
  hold,
} = tables;
