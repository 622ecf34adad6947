/** Certificates that are Open Badges, wherever the service runs: issued, taken along as pictures, and ended. */
import { beforeAll, expect, test } from 'vitest';
import type { Presented } from '../../src/issue/present.ts';
import { issued } from './requests.ts';
import { describeEngines } from './world.ts';

describeEngines('A template that makes badges', [], (world) => {
  let badge: Presented;
  beforeAll(async () => {
    const as = 'officer@authority';
    const { body } = await world.call<{ items: { id: string }[] }>('GET /v1/templates', { as });
    const { version: _, ...template } = body.items.find(({ id }) => id === 'skill-level-cn') as Record<string, unknown>;
    const json = { ...template, extras: ['open-badge', 'render-method'] };
    expect((await world.call('POST /v1/templates', { as, json })).status).toBe(201);
    badge = await issued(world);
  });

  test('gives its holder pictures with the credential inside, and a file for Europass', async () => {
    const svg = await world.call(`GET /v/${badge.token}/badge.svg`);
    const [, json = '{}'] = /<!\[CDATA\[(.*?)\]\]>/s.exec(svg.text) ?? [];
    expect(JSON.parse(json)).toEqual(badge.credential);
    const png = await world.call(`GET /v/${badge.token}/badge.png`);
    expect(Buffer.from(png.bytes).includes(`openbadgecredential\0\0\0\0\0${json}`)).toBe(true);
    const elm = await world.call(`GET /v/${badge.token}/elm.jsonld`);
    expect(elm.body).toMatchObject({ credentialSubject: { hasClaim: [{ type: 'LearningAchievement' }] } });
  });

  test('is verified like any certificate, and ends in the one list that it names', async () => {
    const verdict = async () =>
      (await world.call<{ verdict: string }>('POST /verify', { json: badge.credential })).body.verdict;
    const { statusListCredential } = badge.credential.credentialStatus as { statusListCredential: string };
    const bits = async () => {
      const list = await world.call<{ credentialSubject: { encodedList: string } }>(
        `GET ${new URL(statusListCredential).pathname}`,
      );
      return list.body.credentialSubject.encodedList;
    };
    expect(await verdict()).toBe('valid');
    const before = await bits();
    const json = { action: 'revoke', reason: 'exam_fraud' };
    await world.call(`POST /v1/certificates/${badge.id}/status`, { as: 'officer@authority', json });
    expect(await verdict()).toBe('revoked');
    expect(await bits()).not.toBe(before);
  });
});
