import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorCode, framesOf, type Violation, YinzhengError } from '../core/errors.ts';
import type { AppContext } from './context.ts';

/** Codes of problems: those of the trade, and two that only HTTP knows. */
export type ProblemCode = ErrorCode | 'method_not_allowed' | 'internal';

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: ContentfulStatusCode;
  readonly detail?: string;
  readonly violations?: readonly Violation[];
}

interface Kind {
  readonly status: ContentfulStatusCode;
  readonly title: string;
}

/** The one table from codes to statuses. Titles are as stable as the codes. */
export const PROBLEMS: Readonly<Record<ProblemCode, Kind>> = {
  malformed_body: { status: 400, title: 'The body cannot be read' },
  invalid_request: { status: 400, title: 'The request breaks rules' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'Your roles do not allow this' },
  not_entitled: { status: 403, title: 'The agency is not entitled to issue this' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'This address does not know that method' },
  not_acceptable: { status: 406, title: 'None of the accepted media types can be served' },
  conflict: { status: 409, title: 'This does not go with what is there' },
  issuing_stopped: { status: 409, title: 'The authority has stopped issuing' },
  duplicate: { status: 409, title: 'The person has this certificate already; another person must confirm a second' },
  idempotency_conflict: { status: 409, title: 'The idempotency key was used for another request' },
  status_conflict: { status: 409, title: 'The status does not allow this step' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This media type is not read here' },
  lint_failed: { status: 422, title: 'The credential would be faulty' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  invalid_configuration: { status: 500, title: 'Something is set up wrongly here' },
  not_implemented: { status: 501, title: 'This service does not offer that' },
  not_reachable: { status: 502, title: 'Another deployment gives no answer' },
  key_unavailable: { status: 503, title: 'The signing key is not available' },
  unavailable: { status: 503, title: 'The register cannot be reached' },
  on_hold: { status: 503, title: 'The register was restored and takes no entries until its operator decides' },
  storage_full: { status: 507, title: 'The register has no space left' },
};

export function problemType(code: ProblemCode): string {
  return `urn:yinzheng:problem:${code}`;
}

/** A problem of a code. What went wrong on our side (5xx) is nobody else's business, so its detail stays out. */
export function problem(code: ProblemCode, detail?: string, violations: readonly Violation[] = []): Problem {
  const { status, title } = PROBLEMS[code];
  return {
    type: problemType(code),
    title,
    status,
    ...(detail !== undefined && status < 500 ? { detail } : {}),
    ...(violations.length > 0 && status < 500 ? { violations } : {}),
  };
}

/** The one translator from errors to problems. An error that nobody raised on purpose is a bare 500. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof YinzhengError)) return problem('internal');
  return problem(error.code, error.message, error.violations);
}

/** Answers with a problem. The body never names the request, so that equal refusals are equal byte for byte. */
export function answerProblem(c: AppContext, shown: Problem): Response {
  problemHeaders(c, shown.status);
  c.header('Content-Type', 'application/problem+json');
  return c.body(JSON.stringify(shown), shown.status);
}

export function problemHeaders(c: AppContext, status: Problem['status']): void {
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="yinzheng"');
  if (status === 503) c.header('Retry-After', '5');
}

/** An error as fields of the log: its kind, and where it and its causes came from. */
export function traceOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: error.name,
    ...(error instanceof YinzhengError ? { code: error.code } : {}),
    frames: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: traceOf(error.cause) }),
  };
}
