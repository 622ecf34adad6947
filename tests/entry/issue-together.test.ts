import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { CertificateRequest } from '../../src/core/certificate.ts';
import type { Deps } from '../../src/core/deps.ts';
import { UniqueKeyError } from '../../src/core/errors.ts';
import { issueTogether } from '../../src/entry/issue-together-node.ts';
import type { Outcome } from '../../src/issue/issue.ts';
import { AGENCY, openWorld, requestFor, type World } from '../http/world.ts';

const SIGNER: Actor = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 'wang', key: 'one' };
const HUNDRED = Array.from({ length: 100 }, (_, n) => n);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Deps that count the commits of certificates, and may refuse the first that has more than one. */
function counting(refuseFirst = false): { deps: Deps; commits: number[] } {
  const commits: number[] = [];
  let refused = !refuseFirst;
  const { store } = world.deps;
  const deps: Deps = {
    ...world.deps,
    store: {
      ...store,
      async commit(writes) {
        const prepared = writes.filter(({ write }) => write === 'certificate.prepare').length;
        if (prepared > 1 && !refused) {
          refused = true;
          throw new UniqueKeyError('certificate');
        }
        await store.commit(writes);
        if (prepared > 0) commits.push(prepared);
      },
    },
  };
  return { deps, commits };
}

const numbersOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => ('certificate' in outcome ? outcome.certificate.number : outcome.error.code));

test('what comes at the same time is committed together, and each gets its own', async () => {
  const { deps, commits } = counting();
  const one = issueTogether();
  const outcomes = await Promise.all(
    HUNDRED.map((n) => one(deps, SIGNER, { request: requestFor(`王${String.fromCodePoint(0x4e00 + n)}`) })),
  );
  const names = outcomes.map((outcome) => 'certificate' in outcome && outcome.certificate.holderName);
  expect(names).toEqual(HUNDRED.map((n) => `王${String.fromCodePoint(0x4e00 + n)}`));
  expect(new Set(numbersOf(outcomes)).size).toBe(100);
  expect(commits).toEqual([50, 50]);
});

test('what may not be issued is refused alone', async () => {
  const one = issueTogether();
  const bad: CertificateRequest = { ...requestFor('李四'), issuedOn: '2999-01-01' };
  const requests = [requestFor('李一'), bad, requestFor('李三')];
  const outcomes = await Promise.all(requests.map((request) => one(world.deps, SIGNER, { request })));
  expect(numbersOf(outcomes)).toEqual([expect.stringMatching(/^S/), 'invalid_request', expect.stringMatching(/^S/)]);
});

test('of two with one Idempotency-Key the second is a repetition', async () => {
  const one = issueTogether();
  const idempotency = { key: 'row-1', bodyHash: 'x' };
  const request = { request: requestFor('赵一'), idempotency };
  const outcomes = await Promise.all([one(world.deps, SIGNER, request), one(world.deps, SIGNER, request)]);
  expect(outcomes).toMatchObject([{ replayed: false }, { replayed: true }]);
  expect(new Set(numbersOf(outcomes)).size).toBe(1);
});

test('those who cannot be kept together are kept one by one', async () => {
  const { deps, commits } = counting(true);
  const one = issueTogether();
  const outcomes = await Promise.all(
    ['孙一', '孙二', '孙三'].map((name) => one(deps, SIGNER, { request: requestFor(name) })),
  );
  expect(new Set(numbersOf(outcomes)).size).toBe(3);
  expect(commits).toEqual([1, 1, 1]);
});

test('what ends the call ends all of them, and the next may try again', async () => {
  const one = issueTogether();
  const clerk: Actor = { ...SIGNER, roles: ['clerk'] };
  const ask = (actor: Actor) => one(world.deps, actor, { request: requestFor('周一') });
  const ended = await Promise.allSettled([ask(clerk), ask(clerk)]);
  expect(ended).toMatchObject([
    { status: 'rejected', reason: { code: 'forbidden' } },
    { status: 'rejected', reason: { code: 'forbidden' } },
  ]);
  expect(await ask(SIGNER)).toMatchObject({ replayed: false });
});
