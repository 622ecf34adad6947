import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import type { Duty } from '../../src/core/jobs.ts';
import { runDuties, whenDue } from '../../src/jobs/run-duties.ts';
import { watchTrouble } from '../../src/jobs/trouble.ts';
import { bench } from './bench.ts';

function duty(name: string, more: Partial<Duty> = {}): Duty & { readonly runs: () => number } {
  let runs = 0;
  const run = async () => ++runs;
  return { name, everyMs: 100, run, ...more, runs: () => runs };
}

describe('duties', () => {
  test('are done once within their time, whoever asks', async () => {
    const world = await bench();
    const sweep = duty('sweep');
    for (const at of [0, 0, 50, 99, 100, 150]) {
      world.now = 1_000_000 + at;
      await runDuties(world.deps, [sweep]);
    }
    expect(sweep.runs()).toBe(2);
  });

  test('are not taken when there is nothing to do', async () => {
    const world = await bench();
    let dirty = false;
    const sweep = duty('sweep', { needed: async () => dirty });
    await runDuties(world.deps, [sweep]);
    expect(sweep.runs()).toBe(0);
    dirty = true;
    await runDuties(world.deps, [sweep]);
    expect(sweep.runs()).toBe(1);
  });

  test('that fail are told once, do not stop the others, and are told again when they work', async () => {
    const world = await bench();
    let down = true;
    const run = async () => {
      if (down) throw new YinzhengError('unavailable', 'gone');
      return 1;
    };
    const [bad, good] = [duty('bad', { run }), duty('good')];
    const trouble = watchTrouble(world.deps.log);
    for (let n = 0; n < 3; n++, world.now += 100) await runDuties(world.deps, [bad, good], trouble);
    expect(good.runs()).toBe(3);
    expect(world.said).toEqual([expect.stringMatching(/^upkeep\.failed .*"bad".*"unavailable"/)]);
    down = false;
    for (let n = 0; n < 2; n++, world.now += 100) await runDuties(world.deps, [bad, good], trouble);
    expect(world.said.slice(1)).toEqual([expect.stringMatching(/^upkeep\.recovered .*"bad"/)]);
  });

  test('are asked about when their time has passed', async () => {
    const world = await bench();
    const isDue = whenDue(world.deps, duty('seldom', { everyMs: 250 }));
    const asked = [];
    for (let n = 0; n < 5; n++, world.now += 100) asked.push(isDue());
    expect(asked).toEqual([true, false, false, true, false]);
    // The clock was an hour ahead, and is set right.
    world.now -= 3_600_000;
    expect([isDue(), isDue()]).toEqual([true, false]);
  });
});

describe('trouble', () => {
  test('of another kind is told anew, and strange messages stay out', () => {
    const said: string[] = [];
    const trouble = watchTrouble((level, event, fields) => said.push(`${level} ${event} ${JSON.stringify(fields)}`));
    trouble.failed('x', new YinzhengError('unavailable', 'm'));
    trouble.failed('x', new YinzhengError('unavailable', 'm'));
    trouble.failed('x', new TypeError('bad 11010519491231002X'));
    trouble.went('y');
    trouble.went('x');
    expect(said.map((line) => line.split(' ')[1])).toEqual(['upkeep.failed', 'upkeep.failed', 'upkeep.recovered']);
    expect(said.join()).not.toContain('1101');
    expect(said[1]).toContain('run-duties.test.ts');
  });

  test('of several with the same is told once, and over when it is over for all', () => {
    const said: string[] = [];
    const trouble = watchTrouble((_, event) => said.push(event));
    for (const by of [1, 2, 1]) trouble.failed('x', new YinzhengError('storage_full', 'm'), by);
    // The third has nothing to write.
    trouble.went('x', 3);
    trouble.went('x', 1);
    trouble.failed('x', new YinzhengError('storage_full', 'm'), 1);
    expect(said).toEqual(['upkeep.failed']);
    for (const by of [1, 2, 2]) trouble.went('x', by);
    expect(said).toEqual(['upkeep.failed', 'upkeep.recovered']);
  });
});
