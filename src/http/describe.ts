import type { RouteConfig } from '@hono/zod-openapi';
import { Problem } from './models.ts';
import type { Answer, AnyOperation } from './operation.ts';
import { PROBLEMS, type ProblemCode, problem } from './problem.ts';

/** An operation as the OpenAPI document has it: with its security and with every problem that it may answer. */
export function describe(method: string, path: string, one: AnyOperation): RouteConfig {
  const body = one.body ? { required: true, content: { 'application/json': { schema: one.body } } } : one.rawBody;
  return {
    method: method.toLowerCase() as RouteConfig['method'],
    path,
    operationId: one.id,
    tags: [one.tag],
    summary: one.summary,
    ...(one.description ? { description: one.description } : {}),
    security: one.access === 'key' ? [{ apiKey: [] }] : [],
    request: {
      ...(one.params ? { params: one.params } : {}),
      ...(one.query ? { query: one.query } : {}),
      ...(one.headers ? { headers: one.headers } : {}),
      ...(body ? { body } : {}),
    },
    responses: joined(problemAnswers(problemsOf(one)), one.answers),
  };
}

type Answers = Readonly<Record<string, Answer>>;

/** An operation's own answers beside its problems, also where both have one status. */
function joined(problems: Answers, answers: Answers): RouteConfig['responses'] {
  const all: Record<string, Answer> = { ...problems };
  for (const [status, answer] of Object.entries(answers)) {
    const problem = problems[status];
    const both = problem && 'content' in problem && 'content' in answer;
    all[status] = both ? { ...answer, content: { ...problem.content, ...answer.content } } : answer;
  }
  return all;
}

/** The problems that an operation may answer: those that follow from what it takes, and its own. */
export function problemsOf(one: AnyOperation): ProblemCode[] {
  const codes: ProblemCode[] = ['invalid_request', 'internal', 'unavailable', ...(one.problems ?? [])];
  if (codes.includes('storage_full')) codes.push('on_hold');
  // Employers have a limit of requests.
  if (one.access === 'key') codes.push('unauthenticated', 'forbidden', 'rate_limited');
  if (one.params) codes.push('not_found');
  if (one.body ?? one.rawBody) codes.push('malformed_body', 'body_too_large', 'unsupported_media_type');
  return (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => codes.includes(code));
}

function problemAnswers(codes: readonly ProblemCode[]): Answers {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, alike]) => [String(status), problemAnswer(alike)]));
}

function problemAnswer(codes: readonly ProblemCode[]): RouteConfig['responses'][string] {
  const examples = Object.fromEntries(codes.map((code) => [code, { value: problem(code) }]));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    content: { 'application/problem+json': { schema: Problem, examples } },
  };
}
