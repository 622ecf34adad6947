/** Many requests in one call: each is judged alone, and a call that was cut off is finished by the same call. */
import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import { type IssueRequest, issue, type Outcome } from '../../src/issue/issue.ts';
import { recover } from '../../src/issue/recover.ts';
import { AGENCY, openWorld } from '../http/world.ts';
import { requestOn } from '../stories/requests.ts';

const actor: Actor = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 'p', key: 'k' };

async function open(): Promise<Deps> {
  const world = await openWorld();
  onTestFinished(() => world.close());
  return world.deps;
}

const order = (n: number): IssueRequest => ({
  request: requestOn('2026-11-20', n),
  idempotency: { key: `row-${n}`, bodyHash: `hash-${n}` },
});

function certificates(outcomes: readonly Outcome[]) {
  return outcomes.map((outcome) => ('certificate' in outcome ? outcome.certificate : outcome.error.code));
}

/** The same register, where something happens before the commit that keeps signatures. */
function beforeSigned(deps: Deps, happens: () => Promise<unknown>): Deps {
  const commit: Deps['store']['commit'] = async (writes) => {
    if (writes.some(({ write }) => write === 'certificate.sign')) await happens();
    await deps.store.commit(writes);
  };
  return { ...deps, store: { ...deps.store, commit } };
}

test('a row that cannot be signed is refused alone, before anything of it is kept', async () => {
  const deps = await open();
  const long = order(2);
  const holder = { ...long.request.holder, name: '张'.repeat(100) };
  const outcomes = await issue(deps, actor, [order(1), { ...long, request: { ...long.request, holder } }, order(3)]);
  expect(outcomes.map((outcome) => 'certificate' in outcome || outcome.error.code)).toEqual([
    true,
    'lint_failed',
    true,
  ]);
  expect(await deps.store.prepared({ limit: 9 })).toEqual([]);
  expect(await deps.store.idempotency(AGENCY, ['row-2'])).toEqual([]);
});

test('a call that was cut off is finished by the same call: same certificates, each once', async () => {
  const deps = await open();
  const cutOff = new YinzhengError('unavailable', 'cut off');
  const orders = [order(1), order(2), order(3)];
  await expect(
    issue(
      beforeSigned(deps, () => Promise.reject(cutOff)),
      actor,
      orders,
    ),
  ).rejects.toBe(cutOff);
  const prepared = await deps.store.prepared({ limit: 9 });
  expect(prepared).toHaveLength(3);

  const other = { ...order(2), idempotency: { key: 'row-2', bodyHash: 'another' } };
  const outcomes = await issue(deps, actor, [...orders, other, order(4)]);
  expect(certificates(outcomes).slice(0, 3)).toMatchObject(prepared);
  expect(certificates(outcomes)[3]).toBe('idempotency_conflict');
  expect(outcomes.map((outcome) => 'replayed' in outcome && outcome.replayed)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(await deps.store.certificates({ limit: 9 })).toHaveLength(4);
  expect(certificates(await issue(deps, actor, orders))).toEqual(certificates(outcomes).slice(0, 3));
});

test('where another process finished some of them meanwhile, there is one certificate of each', async () => {
  const deps = await open();
  let rival: Promise<number> | undefined;
  const outcomes = await issue(
    beforeSigned(deps, () => {
      rival ??= recover(deps);
      return rival;
    }),
    actor,
    [order(1), order(2)],
  );
  expect(await rival).toBe(2);
  const kept = await deps.store.certificates({ limit: 9 });
  expect(certificates(outcomes)).toEqual(kept.toReversed());
});
