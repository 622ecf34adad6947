import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { answerCached, CACHE } from '../../src/http/cached.ts';
import type { AppEnv } from '../../src/http/context.ts';

const app = new Hono<AppEnv>();
app.get('/:body', (c) => answerCached(c, c.req.param('body'), { type: 'text/plain', cache: CACHE.short }));

function get(path: string, ifNoneMatch?: string): Promise<Response> {
  return Promise.resolve(
    app.request(path, ifNoneMatch === undefined ? {} : { headers: { 'if-none-match': ifNoneMatch } }),
  );
}

describe('an answer that caches keep', () => {
  test('has a strong tag made from its bytes', async () => {
    const [one, again, other] = await Promise.all([get('/one'), get('/one'), get('/other')]);
    const tag = one.headers.get('etag');
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(again.headers.get('etag')).toBe(tag);
    expect(other.headers.get('etag')).not.toBe(tag);
    expect(one.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await one.text()).toBe('one');
  });

  test('is not sent again to whoever has it', async () => {
    const tag = (await get('/one')).headers.get('etag') ?? '';
    for (const header of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const answer = await get('/one', header);
      expect(answer.status).toBe(304);
      expect(await answer.text()).toBe('');
      expect(answer.headers.get('etag')).toBe(tag);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    }
  });

  test('is sent to whoever has another', async () => {
    const tag = (await get('/other')).headers.get('etag') ?? '';
    expect((await get('/one', tag)).status).toBe(200);
  });
});
