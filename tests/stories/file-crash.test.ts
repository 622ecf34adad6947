/** A process is killed (SIGKILL) in the middle of a file that it verifies, and another carries on. */
import { expect, test } from 'vitest';
import { freePort } from '../entry/yinzheng.ts';
import { ended, handIn, reportOf } from './files.ts';
import { run, said } from './processes.ts';
import { issued, person } from './requests.ts';
import { describeEngines } from './world.ts';

describeEngines('A process that verifies a file is killed', ['start processes', 'reach the register'], (world) => {
  test('and the next one carries on: each row once, each guess counted once', { timeout: 90_000 }, async () => {
    const { number, seal } = await issued(world);
    const wrong = Array.from({ length: 5 }, (_, n) => `,${number},测试${n}`);
    const rows = [...wrong, `,${number},${person(0).name}`, ...Array.from({ length: 440 }, () => `${seal},,`)];
    // Only the process that will die works on jobs.
    await world.stop();
    const PORT = String(await freePort());
    const dying = await run('stories/crashing-service', { ...world.environment, PORT }, 'second-part');
    await said(dying, 'ready');
    const at = `http://localhost:${PORT}`;
    const { status, body } = await handIn(world, `二维码,编号,姓名\n${rows.join('\n')}\n`, { at });
    expect(status).toBe(202);
    expect(await dying.ended).toBe('SIGKILL');

    await world.start();
    const left = await world.deps.store.verification(body.id);
    expect(left?.job).toMatchObject({ state: 'running', chunk: 1, done: 100 });
    expect(await world.deps.store.verificationPart(body.id, 0)).not.toHaveProperty('rows');
    expect(await ended(world, body.id)).toMatchObject({ state: 'done', rows: 446, done: 446 });
    const verdicts = (await reportOf(world, body.id)).body.rows.map(({ verdict }) => verdict.code);
    expect(verdicts).toEqual([...Array(5).fill('not_found'), ...Array(441).fill('valid')]);
    const { used } = (
      await world.call<{ used: object }>('GET /v1/employers/91990000DEM0000044', { as: 'employer@firm' })
    ).body;
    expect(used).toEqual({ rows: 446, unmatched: 5 });
    expect(await world.deps.store.verificationPart(body.id, 4)).not.toHaveProperty('rows');
  });
});
