/** What the tables of `columns.ts` are described with. */

export interface Column<T = unknown, Nullable extends boolean = boolean> {
  readonly kind: 'text' | 'integer' | 'json';
  readonly nullable: Nullable;
  /** Name in SQL, where the member's own name in snake case is a reserved word. */
  readonly name?: string;
  /** An expression that both dialects know: the engine fills the column, and nobody can write it. */
  readonly from?: string;
  /** Carries the type of the values; never set. */
  readonly type?: T;
}

/** A table; names of columns are names of members. */
export interface Table<Member extends string = string> {
  readonly columns: Readonly<Record<Member, Column>>;
  readonly key: readonly Member[];
  /** Rows are short and found by their key alone: SQLite keeps them in the tree of the key, and no other. */
  readonly short?: true;
  /** By the name of the constraint. */
  readonly unique?: Readonly<Record<string, readonly Member[]>>;
  /** By the name of the index; a partial one leaves out the rows in which that column is null. */
  readonly indexes?: Readonly<Record<string, { readonly on: readonly Member[]; readonly partial?: Member }>>;
}

export const text = <T extends string = string>(name?: string): Column<T, false> => column('text', name);
export const integer = (name?: string): Column<number, false> => column('integer', name);
export const json = <T>(): Column<T, false> => column('json');
export const nullable = <T>(of: Column<T, false>): Column<T, true> => ({ ...of, nullable: true });

/**
 * The province of whoever's record code a column holds, null where it holds something else (`authority`, `system`, an
 * employer's USCC): the column is derived from the code, so that it can never say anything else.
 */
export const regionOf = (column: string): Column<string, true> => ({
  ...nullable(text()),
  from: `case when length("${column}") = 13 then substr("${column}", 6, 2) end`,
});

/** The text of another column, null where it is one of some: for an index that leaves those out. Derived as well. */
export const textUnless = (column: string, common: readonly string[]): Column<string, true> => ({
  ...nullable(text()),
  from: `case when "${column}" not in (${common.map((one) => `'${one}'`).join(', ')}) then "${column}" end`,
});

/** Checks the names in keys and indexes, and keeps the types of the columns. */
export function table<C extends Record<string, Column>>(
  of: Table<keyof C & string> & { readonly columns: C },
): Omit<Table, 'columns'> & { readonly columns: C } {
  return of;
}

function column<T>(kind: Column['kind'], name?: string): Column<T, false> {
  return { kind, nullable: false, ...(name !== undefined && { name }) };
}

/** The name of a column in SQL. */
export function columnName(member: string, column: Column): string {
  return column.name ?? member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
