import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { invalidRequest, notFound, YinzhengError } from '../../src/core/errors.ts';
import type { AppEnv } from '../../src/http/context.ts';
import { answerProblem, PROBLEMS, type ProblemCode, problem, problemOf, traceOf } from '../../src/http/problem.ts';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];

function answering(error: unknown): Promise<Response> {
  const app = new Hono<AppEnv>();
  app.get('/', (c) => answerProblem(c, problemOf(error)));
  return Promise.resolve(app.request('/'));
}

describe('problems', () => {
  test.each(CODES)('%s has a stable type, a title and an error status', (code) => {
    const { type, title, status } = problem(code);
    expect(type).toBe(`urn:yinzheng:problem:${code}`);
    expect(title).toMatch(/^[A-Z][^.]+$/);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  test('a fault in the request is told with all of its violations', async () => {
    const violations = [
      { pointer: '/holder/name', rule: 'required', message: 'is required' },
      { pointer: '/issuedOn', rule: 'format', message: 'must be a day' },
    ];
    const answer = await answering(invalidRequest(violations));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual({
      type: 'urn:yinzheng:problem:invalid_request',
      title: 'The request breaks rules',
      status: 400,
      detail: '/holder/name: is required (and 1 more)',
      violations,
    });
  });

  test('an error that nobody raised on purpose shows nothing of itself', async () => {
    const answer = await answering(new Error('SELECT name FROM person WHERE id = 11010519491231002X'));
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      type: 'urn:yinzheng:problem:internal',
      title: 'Something went wrong here',
      status: 500,
    });
  });

  test('what went wrong on our side keeps its detail, and says when to come back', async () => {
    const answer = await answering(new YinzhengError('unavailable', 'SQLITE_BUSY: /data/register.db'));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.text()).not.toContain('SQLITE');
  });

  test('a caller without a key is told which scheme to use', async () => {
    const answer = await answering(new YinzhengError('unauthenticated', 'no key'));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="yinzheng"');
  });

  test('two refusals of one kind are equal byte for byte', async () => {
    const [one, two] = await Promise.all([answering(notFound()), answering(notFound())]);
    expect(await one.text()).toBe(await two.text());
  });
});

describe('traces for the log', () => {
  test('say where, and never what the message quotes', () => {
    const cause = new TypeError('bad value 11010519491231002X');
    const trace = traceOf(new YinzhengError('unavailable', 'cannot store 张伟', { cause }));
    expect(trace).toMatchObject({ error: 'YinzhengError', code: 'unavailable', cause: { error: 'TypeError' } });
    expect(trace.frames).toContainEqual(expect.stringContaining('problem.test.ts'));
    expect(JSON.stringify(trace)).not.toMatch(/11010519491231002X|张伟/);
  });

  test('survive a message that looks like a frame', () => {
    const trace = traceOf(new Error('first\n    at 张伟'));
    expect(JSON.stringify(trace)).not.toContain('张伟');
  });

  test('survive what is no error at all', () => {
    expect(traceOf('11010519491231002X')).toEqual({ error: 'string' });
  });
});
