/** What a process leaves that dies between the two commits of issuing, and what another makes of it. */
import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { recoverDuty } from '../../src/issue/recover.ts';
import { runDuties } from '../../src/jobs/run-duties.ts';
import { setKeyState } from '../../src/registry/keys.ts';
import { AGENCY, NOW, OTHER_AGENCY, openWorld } from '../http/world.ts';
import { die } from './cut-off.ts';

const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: 'k' };

async function open() {
  const world = await openWorld();
  onTestFinished(() => world.close());
  let now = NOW;
  const deps: Deps = { ...world.deps, clock: () => now };
  const pass = (ms: number) => {
    now += ms;
  };
  return { deps, lines: world.lines, pass };
}

const prepared = ({ store }: Deps) => store.prepared({ limit: 9 });

test('what is fresh may still be under way and is left alone; what is older is finished', async () => {
  const { deps, pass } = await open();
  await die(deps, AGENCY, 1);
  const duty = recoverDuty();
  await runDuties(deps, [duty]);
  expect(await prepared(deps)).toHaveLength(1);
  pass(5_001);
  await runDuties(deps, [duty]);
  expect(await prepared(deps)).toEqual([]);
  expect(await deps.store.certificates({ limit: 9 })).toHaveLength(1);
});

test('what a damaged row made a library say of the holder is not told', async () => {
  const { deps, lines, pass } = await open();
  await die(deps, AGENCY, 1);
  pass(5_001);
  const secure = async () => JSON.parse('{"name": 张伟}');
  await runDuties({ ...deps, secure }, [recoverDuty()]);
  const [said = ''] = lines.filter((line) => line.includes('recover.failed'));
  expect(said).toContain('SyntaxError');
  expect(said).not.toContain('张伟');
});

test('what cannot be signed any more is told once, and does not keep the rest waiting', async () => {
  const { deps, lines, pass } = await open();
  await die(deps, AGENCY, 1);
  const [key] = await deps.store.keys(AGENCY);
  await setKeyState(deps, officer, key?.id ?? '', { state: 'compromised', since: NOW });
  await die(deps, OTHER_AGENCY, 2);
  const duty = recoverDuty();
  for (let n = 0; n < 3; n++) {
    pass(5_001);
    await runDuties(deps, [duty]);
  }
  expect((await prepared(deps)).map(({ agency }) => agency)).toEqual([AGENCY]);
  expect((await deps.store.certificates({ limit: 9 })).map(({ agency }) => agency)).toEqual([OTHER_AGENCY]);
  expect(lines.filter((line) => line.includes('recover.failed'))).toHaveLength(1);
  expect(await duty.needed?.(deps)).toBe(false);
});
