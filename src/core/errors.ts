/**
 * Every error that Yinzheng raises on purpose. Codes are stable: programs branch on them, never on message text.
 * HTTP statuses live in `http/problem.ts` alone.
 */
export type ErrorCode =
  | 'malformed_body'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'not_acceptable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'invalid_request'
  | 'not_entitled'
  | 'conflict'
  | 'issuing_stopped'
  | 'duplicate'
  | 'idempotency_conflict'
  | 'status_conflict'
  | 'lint_failed'
  | 'key_unavailable'
  | 'invalid_configuration'
  | 'rate_limited'
  | 'unavailable'
  | 'not_reachable'
  | 'storage_full'
  | 'on_hold'
  | 'not_implemented';

/** One fault in a request: where (JSON Pointer, RFC 6901), which rule, and what to do. Never holds an identity number. */
export interface Violation {
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
}

export class YinzhengError extends Error {
  readonly code: ErrorCode;
  readonly violations: readonly Violation[];
  /** With `rate_limited`: whole seconds until the same may pass. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { violations?: readonly Violation[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'YinzhengError';
    this.code = code;
    this.violations = options.violations ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/** True when the Store could not be asked, as against an answer that is an error. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof YinzhengError && error.code === 'unavailable';
}

/** True for trouble that passes, by itself or by an operator's hand, and then the same may be tried again. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof YinzhengError && ['unavailable', 'storage_full', 'on_hold', 'issuing_stopped'].includes(error.code)
  );
}

/** Why something went wrong, for those who run it. Messages of strange errors stay out: see `framesOf`. */
export function reasonOf(error: unknown): string {
  return error instanceof YinzhengError ? `${error.code}: ${error.message}` : nameOf(error);
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** What a line of the log says of where a strange error came from; nothing of ours, whose message says enough. */
export function whereOf(error: unknown): { readonly frames?: string[] } {
  return error instanceof Error && !(error instanceof YinzhengError) ? { frames: framesOf(error) } : {};
}

/** Where an error came from, for the log. Its message stays out: engines and libraries quote the data that they choked on. */
export function framesOf({ stack = '', message }: Error): string[] {
  const lines = stack.replace(message, '').split('\n');
  return lines.flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : [])).slice(0, 6);
}

/** A request that breaks rules: all of its faults at once. */
export function invalidRequest(violations: readonly Violation[]): YinzhengError {
  const first = violations[0];
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  return new YinzhengError('invalid_request', first ? `${first.pointer}: ${first.message}${more}` : 'invalid request', {
    violations,
  });
}

/** The one answer for "there is none" and "it is not yours": the two must not be told apart. */
export function notFound(): YinzhengError {
  return new YinzhengError('not_found', 'There is nothing here that you may see.');
}

/** A unique key was taken by another writer. Raised by the Store; the caller that owns the rule decides what follows. */
export class UniqueKeyError extends Error {
  /** Name of the table whose unique key was taken. */
  readonly table: string;

  constructor(table: string, options: { cause?: unknown } = {}) {
    super(`a unique key of ${table} is taken`, options);
    this.name = 'UniqueKeyError';
    this.table = table;
  }
}
