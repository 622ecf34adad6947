/** PostgreSQL's SQLSTATEs in the words of the port. */
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import { TABLE_OF_CONSTRAINT } from './schema-postgres.ts';

/** What the driver's errors carry; its other errors have no SQLSTATE. */
interface ServerError extends Error {
  readonly code: string;
  readonly constraint?: string | undefined;
}

export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

/** Serialization failures and deadlocks: nothing was kept, and the same again will do. */
export function isLostRace(error: unknown): boolean {
  return isServerError(error) && (error.code === '40001' || error.code === '40P01');
}

/** The server gave a statement up after its time. */
export function ranOut(error: unknown): boolean {
  return isServerError(error) && error.code === '57014';
}

/**
 * The server ends the connection, or has become one that cannot write: class 08, shutdown and crash (57P), a session
 * that was idle in a transaction (25P03), a read-only server (25006) such as a primary that was replaced.
 */
export function endsConnection(error: unknown): boolean {
  return isServerError(error) && /^(?:08|57P|25P03$|25006$)/.test(error.code);
}

/**
 * What is not the world's fault stays as it is. Not in time or not in a state to answer: class 08, 25P03, 25006, no
 * resources but disk space (53), no lock in time (55P03), ended by a timeout or an operator (57), input and output
 * (58), damaged data (XX001, XX002), an unknown end of a transaction (40003).
 */
export function translate(error: unknown): unknown {
  if (!isServerError(error)) return error;
  const { code, constraint = '' } = error;
  if (code === '23505') {
    const table = TABLE_OF_CONSTRAINT.get(constraint);
    return table === undefined ? error : new UniqueKeyError(table, { cause: error });
  }
  if (code === '53100') {
    return new YinzhengError('storage_full', 'There is no space left for the database.', { cause: error });
  }
  if (code === '22021') {
    const message = 'Text holds the character NUL, which the register cannot keep.';
    return new YinzhengError('invalid_request', message, { cause: error });
  }
  const away = /^(?:08|53|57|58|25P03$|25006$|55P03$|XX00[12]$|4000[13]$|40P01$)/.test(code);
  return away ? unavailable(error) : error;
}

/** Only codes are shown: messages may hold values. */
export function unavailable(cause: unknown): YinzhengError {
  return new YinzhengError('unavailable', `The database does not answer (${codeOf(cause)}).`, { cause });
}

/** The SQLSTATE or the system's code, e.g. `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no connection';
}
