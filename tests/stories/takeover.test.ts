/** Three processes serve one register and one is killed (SIGKILL): the two that are left carry on, also what it had begun. */
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
  const running = run('crashing-service.ts', { ...world.environment, PORT }, moment);
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

  test('between recording and signing: the others sign it, and nobody needs to ask', { timeout: 60_000 }, async () => {
    const [dying] = await Promise.all([instance(world, 'between'), instance(world)]);
    await expect(post(1, dying.at)).rejects.toThrow();
    expect(await dying.ended).toBe('SIGKILL');
    const [left] = await world.deps.store.prepared({ limit: 9 });
    expect(await certificatesOf(world)).toEqual([]);

    await expect.poll(() => certificatesOf(world), { timeout: TAKEOVER_MS }).toEqual([left?.id]);
    expect(await world.deps.store.prepared({ limit: 9 })).toEqual([]);
    const events = await world.deps.store.events({ limit: 9, subject: `${left?.id}` });
    expect(events.map(({ type }) => type)).toEqual(['certificate.prepared', 'certificate.signed']);
    expect((await post(1, world.origin)).body.id).toBe(left?.id);
  });

  test('under load: every request is answered in the end, with one certificate each', { timeout: 60_000 }, async () => {
    const others = await Promise.all([instance(world), instance(world)]);
    const rows = Array.from({ length: 60 }, (_, n) => n + 10);
    const places = [world.origin, ...others.map(({ at }) => at)];
    let answered = 0;
    const first = await Promise.allSettled(
      rows.map(async (n) => {
        const answer = await post(n, places[n % 3] ?? '');
        if (++answered === 10) others[1]?.child.kill('SIGKILL');
        return answer;
      }),
    );
    expect(first.some(({ status }) => status === 'rejected')).toBe(true);

    const second = await Promise.all(rows.map((n) => post(n, world.origin)));
    expect(second.map(({ status }) => status)).toEqual(rows.map(() => 201));
    for (const [i, one] of first.entries()) {
      if (one.status === 'fulfilled') expect(one.value.body.number).toBe(second[i]?.body.number);
    }
    expect(new Set(second.map(({ body }) => body.number)).size).toBe(rows.length);
    expect(await certificatesOf(world)).toHaveLength(rows.length + 1);
    expect(await world.deps.store.prepared({ limit: 9 })).toEqual([]);
  });
});
