/** What the Store asks of a database. One file per engine implements it, in that engine's own manner. */

/** SQL of the engine's dialect with its bound values. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * `later`: others see it on return, and only a machine that fails may still lose it, as long as nothing was committed `now`
 * since: what is lasts, and all before it. For what is worth nothing without a commit that follows.
 */
export type Durability = 'now' | 'later';

/**
 * Rows are arrays in the order of the selected columns. Engines throw `YinzhengError` `unavailable` or `storage_full`,
 * and `UniqueKeyError` with the table; each reads its driver's errors in its own file and nowhere else.
 */
export interface Engine {
  /** Whether it locks single rows, and a reader can pass over locked ones with `FOR UPDATE SKIP LOCKED`. */
  readonly rowLocks?: boolean;
  /** Runs one reading statement. It sees every `atomic` that returned before. */
  all(statement: Statement): Promise<unknown[][]>;
  /**
   * Runs writes in order in one transaction: all or none, durable on return. Nothing is read between them; what a
   * `RETURNING` gives comes back per statement, otherwise an empty list. D1 has no more than this.
   */
  atomic(statements: readonly Statement[], durability?: Durability): Promise<unknown[][][]>;
  /** Housekeeping that the engine needs now and then from each process; see `Store.tend`. */
  tend?(): Promise<void>;
  close(): Promise<void>;
}
