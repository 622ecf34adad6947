import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { afterCommit } from '../../src/core/after-commit.ts';
import type { AppDeps } from '../../src/http/context.ts';
import { createRecent, withRecent } from '../../src/http/recent.ts';
import { changeStatus } from '../../src/issue/change-status.ts';
import { AGENCY, NOW, ORIGIN, openWorld, requestFor, type World } from './world.ts';

const OFFICER = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'p', key: 'k' } as const;
const LIST = `/status/${AGENCY}-1-authority-revocation`;

let world: World;
let now = NOW;
let here: AppDeps;
let asked = 0;
let get: (path: string, headers?: Record<string, string>) => Promise<Response>;

beforeAll(async () => {
  world = await openWorld({ clock: () => now });
  const recent = createRecent();
  here = { ...world.deps, store: afterCommit(world.deps.store, recent.forget) };
  const app = createApp(here);
  const answer = withRecent(here, recent, (request: Request) => {
    asked++;
    return app.fetch(request);
  });
  get = async (path, headers = {}) => answer(new Request(`${ORIGIN}${path}`, { headers }), undefined);
});
afterAll(() => world.close());

async function certificate(name: string): Promise<string> {
  const made = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) });
  return ((await made.json()) as { id: string }).id;
}

/** Revokes in this process, or in another one over the same register. */
function revoke(where: Pick<AppDeps, 'store'>, id: string) {
  return changeStatus({ ...here, ...where }, OFFICER, id, { action: 'revoke', reason: 'exam_fraud' });
}

/** The answer, and whether the app was asked for it. */
async function look(path: string, headers?: Record<string, string>) {
  const before = asked;
  const answer = await get(path, headers);
  return { answer, text: await answer.text(), fresh: asked > before };
}

describe('a signed list', () => {
  test('is put together once a second, and says each time what the app said', async () => {
    await certificate('王一');
    now += 10_000;
    for (const path of [LIST, '/trust-list']) {
      // Signs it, which is a commit.
      await look(path);
      const first = await look(path);
      const second = await look(path);
      expect([first.fresh, second.fresh]).toEqual([true, false]);
      expect(second.text).toBe(first.text);
      const [one, other] = [first, second].map(({ answer }) => Object.fromEntries(answer.headers));
      expect(one?.['x-request-id']).not.toBe(other?.['x-request-id']);
      expect({ ...other, 'x-request-id': '' }).toEqual({ ...one, 'x-request-id': '' });
      now += 1_000;
      expect((await look(path)).fresh).toBe(true);
    }
  });

  test('is not sent again to whoever has it', async () => {
    now += 10_000;
    const { headers: whole } = await get(LIST);
    const tag = whole.get('etag') ?? '';
    const { answer, text, fresh } = await look(LIST, { 'if-none-match': tag });
    expect([answer.status, text, fresh]).toEqual([304, '', false]);
    expect(answer.headers.get('etag')).toBe(tag);
    expect([...answer.headers.keys()]).toEqual(
      ['access-control-allow-origin', 'cache-control', 'etag', 'vary', 'x-request-id'].filter((name) =>
        whole.has(name),
      ),
    );
    expect((await look(LIST, { 'if-none-match': '"other"' })).answer.status).toBe(200);

    now += 10_000;
    const [first, second] = [await look(LIST, { 'if-none-match': tag }), await look(LIST, { 'if-none-match': tag })];
    expect([first.answer.status, second.answer.status]).toEqual([304, 304]);
    expect([first.fresh, second.fresh]).toEqual([true, false]);
  });

  test('is kept for each media type', async () => {
    now += 10_000;
    const accept = 'application/vc+jwt';
    await look(LIST);
    const [one, other] = [await look(LIST, { accept }), await look(LIST, { accept })];
    expect([one.fresh, other.fresh]).toEqual([true, false]);
    expect(other.answer.headers.get('content-type')).toBe(accept);
    expect(other.text.split('.')).toHaveLength(3);
  });

  test('is kept once, however differently readers ask for it', async () => {
    now += 10_000;
    const first = await look(LIST);
    const ways = Array.from({ length: 1_200 }, (_, n) => `application/vc, a/b${n}${'x'.repeat(n % 3 === 0 ? 300 : 0)}`);
    for (const accept of ['*/*', 'text/html', '', ...ways]) {
      const { answer, text, fresh } = await look(LIST, { accept });
      expect([fresh, answer.headers.get('content-type')]).toEqual([false, 'application/vc']);
      expect(text).toBe(first.text);
    }
  });

  test('shows at once what this process committed, and within a second what another did', async () => {
    const [mine, theirs] = [await certificate('李二'), await certificate('赵三')];
    now += 10_000;
    const before = await look(LIST);
    await revoke(here, mine);
    const after = await look(LIST);
    expect(after.fresh).toBe(true);
    expect(after.text).not.toBe(before.text);
    await revoke(world.deps, theirs);
    expect((await look(LIST)).text).toBe(after.text);
    now += 1_000;
    expect((await look(LIST)).text).not.toBe(after.text);
  });

  test('that was looked up before a commit is not kept after it', async () => {
    const recent = createRecent();
    const slow = Promise.withResolvers<Response>();
    const answer = withRecent(here, recent, () => slow.promise);
    const early = answer(new Request(`${ORIGIN}${LIST}`), undefined);
    recent.forget();
    slow.resolve(new Response('old', { headers: { etag: '"old"' } }));
    expect(await (await early).text()).toBe('old');
    expect(recent.get(`${LIST}\napplication/vc`, now)).toBeUndefined();
  });

  test('that is not there is asked for each time, and so is everything else', async () => {
    for (const path of [`/status/${AGENCY}-99-agency-revocation`, '/status/nonsense', `${LIST}?x=1`, '/healthz']) {
      const [one, other] = [await look(path), await look(path)];
      expect([one.fresh, other.fresh]).toEqual([true, true]);
      expect(other.answer.status).toBe(one.answer.status);
    }
  });

  test('is logged like every answer', async () => {
    now += 10_000;
    world.lines.length = 0;
    for (let time = 0; time < 2; time++) await get(LIST);
    const [one, other] = world.lines.map((line) => JSON.parse(line));
    expect({ ...other, request: '' }).toEqual({ ...one, request: '' });
    expect(one).toMatchObject({ event: 'http.request', route: '/status/:list', status: 200 });
  });
});

describe('the answers that a process remembers', () => {
  const answer = (at: number, mebibytes = 0) => ({
    at,
    etag: '"e"',
    headers: {},
    unchanged: {},
    body: 'x'.repeat(mebibytes * 2 ** 20),
  });

  test('take 32 MiB at most, and the oldest go first', () => {
    const recent = createRecent();
    const kept = () => Array.from({ length: 20 }, (_, n) => n).filter((n) => recent.get(`${n}`, NOW) !== undefined);
    for (let n = 0; n < 20; n++) recent.keep(`${n}`, answer(NOW, 2), 0);
    // Two bytes a character.
    expect(kept()).toEqual([13, 14, 15, 16, 17, 18, 19]);
    recent.keep('19', answer(NOW, 1), 0);
    expect(kept()).toEqual([13, 14, 15, 16, 17, 18, 19]);
    recent.keep('large', answer(NOW, 17), 0);
    expect(recent.get('large', NOW)).toBeUndefined();
    expect(kept()).toHaveLength(7);
    recent.forget();
    for (let n = 0; n < 7; n++) recent.keep(`${n}`, answer(NOW, 2), 1);
    expect(kept()).toHaveLength(7);
  });

  test('go when their time is over', () => {
    const recent = createRecent();
    for (let n = 0; n < 5; n++) recent.keep(`${n}`, answer(NOW + n), 0);
    recent.keep('last', answer(NOW + 1_002), 0);
    const there = (key: string) => recent.get(key, NOW + 5) !== undefined;
    expect(['0', '1', '2', '3', '4'].map(there)).toEqual([false, false, false, true, true]);
    expect(recent.get('3', NOW + 1_003)).toBeUndefined();
  });
});
