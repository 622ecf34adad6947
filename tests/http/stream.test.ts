import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import type { AppContext, AppDeps, AppEnv } from '../../src/http/context.ts';
import { answerStream, textStream } from '../../src/http/stream.ts';

function answering(pieces: () => AsyncGenerator<string>) {
  const said: [string, string, object | undefined][] = [];
  const log: AppDeps['log'] = (...line) => said.push(line as (typeof said)[number]);
  const app = new Hono<AppEnv>().get('/', (c) => {
    c.set('requestId', 'r-1');
    return answerStream(c as AppContext, { log } as AppDeps, 'text/plain', textStream(pieces()));
  });
  return { said, answer: () => app.request('/') };
}

test('an answer comes piece by piece', async () => {
  const { said, answer } = answering(async function* () {
    yield '张';
    yield '三';
  });
  const response = await answer();
  expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/plain', '张三']);
  expect(said).toEqual([]);
});

test('a fault cuts it off, and only the log says why, without what the message quotes', async () => {
  const { said, answer } = answering(async function* () {
    yield 'one';
    throw new YinzhengError('unavailable', 'cannot read 张三');
  });
  const { body } = await answer();
  const reader = body?.getReader();
  expect((await reader?.read())?.value).toEqual(new TextEncoder().encode('one'));
  const error: unknown = await reader?.read().catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('cut off');
  expect(said).toMatchObject([['error', 'http.cut_off', { request: 'r-1', code: 'unavailable' }]]);
  expect(JSON.stringify(said) + String(error)).not.toContain('张三');
});

test('who goes away ends what is made', async () => {
  let ended = false;
  const { said, answer } = answering(async function* () {
    try {
      for (;;) yield 'more';
    } finally {
      ended = true;
    }
  });
  const reader = (await answer()).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect([ended, said]).toEqual([true, []]);
});
