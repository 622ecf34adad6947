/** The database goes away under a running service: what was seen goes on being shown, with its time, and nothing more. */
import { expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import { issued, request } from './requests.ts';
import { describeEngines } from './world.ts';

describeEngines('the database goes away', ['take the database away'], (world) => {
  let good: Presented;
  let revoked: Presented;

  test('while it is there, two certificates, one of them revoked, and their lists are read', async () => {
    good = await issued(world, request(world, 1));
    revoked = await issued(world, request(world, 2));
    const change = { action: 'revoke', reason: 'exam_fraud' };
    await world.call(`POST /v1/certificates/${revoked.id}/status`, { as: 'officer@authority', json: change });
    for (const { statusListCredential } of good.credential.credentialStatus as { statusListCredential: string }[]) {
      const answer = await world.call(`GET ${new URL(statusListCredential).pathname}`);
      expect(answer.status).toBe(200);
    }
    expect((await world.call('GET /trust-list')).status).toBe(200);
  });

  test('then it is gone: writing answers 503 and says when to come again', async () => {
    await world.deps.store.close();
    const answer = await world.call('POST /v1/certificates', { as: 'signer@A', json: request(world, 3) });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await world.call('GET /readyz')).status).toBe(503);
  });

  test('lists that were seen are still served', async () => {
    expect((await world.call('GET /trust-list')).status).toBe(200);
    expect((await world.call('GET /status/S000033000107-1-authority-revocation')).status).toBe(200);
  });

  test.each(['seal', 'jwt', 'credential'] as const)('a %s is judged by them, with their time', async (form) => {
    const verified = await world.call<Verification>('POST /verify', { json: { credential: good[form] } });
    expect(verified.body).toMatchObject({ verdict: 'valid_as_of', asOf: expect.stringMatching(/Z$/) });
    const withdrawn = await world.call<Verification>('POST /verify', { json: { credential: revoked[form] } });
    expect(withdrawn.body).toMatchObject({ verdict: 'revoked', by: 'authority' });
  });

  test('what is not at hand is unknown, never green', async () => {
    const altered = { ...good.credential, issuedOn: '2026-01-01' };
    const refused = await world.call<Verification>('POST /verify', { json: { credential: altered } });
    expect(refused.body.verdict).toBe('not_authentic');
    world.deps.lists.keep({ id: 'trust-list', revision: 0, signedAt: 0, credential: '', jwt: '' });
    const unseen = await world.call<Verification>('POST /verify', { json: { credential: good.seal } });
    expect(unseen.body.verdict).toBe('cannot_check');
  });
});
