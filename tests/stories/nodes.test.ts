/** Two processes on one register: what the authority says to one of them holds for the other within 10 s. */
import { expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Presented } from '../../src/issue/present.ts';
import { freePort } from '../entry/yinzheng.ts';
import { A } from './people.ts';
import { run, said } from './processes.ts';
import { request, yesterday } from './requests.ts';
import { describeEngines } from './world.ts';

const WITHIN_MS = 10_000;

describeEngines('Two processes', ['start processes', 'reach the register'], (world) => {
  test('stop issuing together, and verify on; the same for an agency that is suspended', {
    timeout: 60_000,
  }, async () => {
    const PORT = String(await freePort());
    await said(await run('stories/crashing-service', { ...world.environment, PORT }, 'never'), 'ready');
    const at = `http://localhost:${PORT}`;
    let n = 0;
    const post = () =>
      world.call<Presented & Problem>('POST /v1/certificates', {
        as: 'signer@A',
        at,
        json: request(world, n++, yesterday(world)),
      });
    const refusal = async () => {
      const { status, body } = await post();
      return status === 201 ? 'issued' : body.type.replace('urn:yinzheng:problem:', '');
    };
    const { body: issued } = await post();
    const verdict = async () =>
      (await world.call<Verification>('POST /verify', { at, json: { credential: issued.credential } })).body.verdict;
    const officer = (route: `POST ${string}`, json: object) => world.call(route, { as: 'officer@authority', json });

    const begun = performance.now();
    expect((await officer('POST /v1/issuing/stops', { reason: 'Story.' })).status).toBe(201);
    expect([await refusal(), await verdict()]).toEqual(['issuing_stopped', 'valid']);
    const resume = { as: 'approver@authority', json: {} } as const;
    expect((await world.call('POST /v1/issuing/resume', resume)).status).toBe(200);
    expect(await refusal()).toBe('issued');

    expect((await officer(`POST /v1/agencies/${A.code}/standing`, { kind: 'suspend', reason: 'story' })).status).toBe(
      201,
    );
    expect([await refusal(), await verdict()]).toEqual(['not_entitled', 'valid']);
    expect((await officer(`POST /v1/agencies/${A.code}/standing`, { kind: 'reinstate', reason: 'story' })).status).toBe(
      201,
    );
    expect(await refusal()).toBe('issued');
    expect(performance.now() - begun).toBeLessThan(2 * WITHIN_MS);
  });
});
