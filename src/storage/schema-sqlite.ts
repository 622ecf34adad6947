/** The tables of `columns.ts` as drizzle's SQLite builders, for Node and D1; drizzle-kit reads the exports. */

import type { BuildColumns, NotNull } from 'drizzle-orm';
import { isNotNull, sql } from 'drizzle-orm';
import type {
  SQLiteColumn,
  SQLiteCustomColumnBuilder,
  SQLiteTableExtraConfigValue,
  SQLiteTableWithColumns,
} from 'drizzle-orm/sqlite-core';
import { customType, index, primaryKey, sqliteTable, unique } from 'drizzle-orm/sqlite-core';
import type { Column, Table } from './column.ts';
import { columnName } from './column.ts';
import { TABLES } from './columns.ts';

type Nullable<T> = SQLiteCustomColumnBuilder<{
  name: '';
  dataType: 'custom';
  columnType: 'SQLiteCustomColumn';
  data: T;
  driverParam: unknown;
  enumValues: undefined;
}>;
type Builder<C> = C extends Column<infer T, infer N> ? (N extends true ? Nullable<T> : NotNull<Nullable<T>>) : never;
type Built<D extends Table> = SQLiteTableWithColumns<{
  name: string;
  schema: undefined;
  columns: BuildColumns<string, { [Member in keyof D['columns']]: Builder<D['columns'][Member]> }, 'sqlite'>;
  dialect: 'sqlite';
}>;
/** Drizzle's tables by name. Code above the engines is typed with these, whichever dialect it runs on. */
export type Tables = { readonly [Name in keyof typeof TABLES]: Built<(typeof TABLES)[Name]> };

const type = customType<{ data: unknown; driverData: unknown }>;
const TYPES = {
  text: type({ dataType: () => 'text' }),
  integer: type({ dataType: () => 'integer' }),
  json: type({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => JSON.parse(String(text)),
  }),
};

function build(name: string, { columns, key, unique: uniques = {}, indexes = {} }: Table) {
  const builders = Object.entries(columns).map(([member, column]) => {
    const builder = TYPES[column.kind](columnName(member, column));
    if (column.from !== undefined)
      return [member, builder.generatedAlwaysAs(sql.raw(column.from), { mode: 'virtual' })];
    return [member, column.nullable ? builder : builder.notNull()];
  });
  return sqliteTable(name, Object.fromEntries(builders), (self: Record<string, SQLiteColumn>) => {
    const pick = (names: readonly string[]) => names.map((member) => self[member]) as [SQLiteColumn];
    const extras: SQLiteTableExtraConfigValue[] = [primaryKey({ columns: pick(key) })];
    for (const [name, on] of Object.entries(uniques)) extras.push(unique(name).on(...pick(on)));
    for (const [name, { on, partial }] of Object.entries(indexes)) {
      const made = index(name).on(...pick(on));
      extras.push(partial === undefined ? made : made.where(isNotNull(...pick([partial]))));
    }
    return extras;
  });
}

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
