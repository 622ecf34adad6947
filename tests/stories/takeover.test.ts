/** Three processes serve one register and one after the other is killed (SIGKILL): those that are left carry on. */
import { expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { freePort } from '../entry/yinzheng.ts';
import { type Running, run, said } from './processes.ts';
import { request } from './requests.ts';
import { type Answer, describeEngines, type World } from './world.ts';

/** Within this time after a death, what it left is done. */
const TAKEOVER_MS = 10_000;

interface Instance extends Running {
  readonly at: string;
}

/** Another process on the register of this world. It dies at that moment of its first certificate, if one is given. */
async function instance(world: World, moment = 'never'): Promise<Instance> {
  const PORT = String(await freePort());
  const running = await run('stories/crashing-service', { ...world.environment, PORT }, moment);
  await said(running, 'ready');
  return { ...running, at: `http://localhost:${PORT}` };
}

async function certificatesOf(world: World): Promise<string[]> {
  const { body } = await world.call<{ items: { id: string }[] }>('GET /v1/certificates?limit=200', { as: 'clerk@A' });
  return body.items.map(({ id }) => id);
}

describeEngines('One of three processes is killed', ['start processes', 'reach the register'], (world) => {
  const post = (n: number, at: string, key = `row-${n}`): Promise<Answer<Presented>> =>
    world.call<Presented>('POST /v1/certificates', {
      as: 'signer@A',
      at,
      headers: { 'Idempotency-Key': key },
      json: request(world, n),
    });

  test('and the others carry on, also with what it had begun; then another, under load', {
    timeout: 60_000,
  }, async () => {
    const [dying, other] = await Promise.all([instance(world, 'between'), instance(world)]);
    await expect(post(1, dying.at)).rejects.toThrow();
    expect(await dying.ended).toBe('SIGKILL');
    const died = performance.now();
    const [left] = await world.deps.store.prepared({ limit: 9 });
    expect(await certificatesOf(world)).toEqual([]);

    // Half of the requests go to a process that is killed at its first answer, before it was asked for the last of them.
    const rows = Array.from({ length: 24 }, (_, n) => n + 10);
    const first = await Promise.allSettled(
      rows.map(async (n) => {
        if (n % 2 === 0) return post(n, world.origin);
        if (n === rows.at(-1)) await other.ended;
        const answer = await post(n, other.at);
        other.child.kill('SIGKILL');
        return answer;
      }),
    );
    expect(await other.ended).toBe('SIGKILL');
    expect(first.at(-1)?.status).toBe('rejected');
    const second: Answer<Presented>[] = [];
    for (const n of rows) second.push(await insist(() => post(n, world.origin)));
    for (const [i, one] of first.entries()) {
      if (one.status === 'fulfilled' && one.value.status === 201) {
        expect(one.value.body.number).toBe(second[i]?.body.number);
      }
    }
    expect(new Set(second.map(({ body }) => body.number)).size).toBe(rows.length);

    // What the first one left, nobody asked for again.
    const timeout = Math.max(1_000, TAKEOVER_MS - (performance.now() - died));
    await expect.poll(() => world.deps.store.prepared({ limit: 9 }), { timeout }).toEqual([]);
    const events = await world.deps.store.events({ limit: 9, subject: `${left?.id}` });
    expect(events.map(({ type }) => type)).toEqual(['certificate.prepared', 'certificate.signed']);
    expect(await certificatesOf(world)).toHaveLength(rows.length + 1);
    expect((await post(1, world.origin)).body.id).toBe(left?.id);
  });
});

/** As a client does: again, with the same key, after a while when that is what it is told. */
async function insist(ask: () => Promise<Answer<Presented>>): Promise<Answer<Presented>> {
  for (;;) {
    const answer = await ask();
    if (answer.status === 201) return answer;
    expect(answer.status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
