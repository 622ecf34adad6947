/** A verifier that others wrote accepts what we sign, and refuses every altered copy of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Didkit, didkit } from '../../scripts/didkit.ts';
import { buildCredential } from '../../src/credential/build.ts';
import { proveDocument } from '../../src/credential/data-integrity.ts';
import { OPEN_BADGES } from '../../src/credential/open-badge.ts';
import { statusListDocument } from '../../src/credential/status-list.ts';
import { buildInput, template } from '../credential/build-input.ts';
import { changedAt, type Path } from '../credential/mutate.ts';
import { certificate, didKey, didKeyController, loader, now, origin } from '../credential/world.ts';

let verifier: Didkit;
let contexts: Record<string, object>;

beforeAll(async () => {
  verifier = await didkit();
  const urls = [`${origin}/contexts/certificate-v1.jsonld`, OPEN_BADGES];
  contexts = Object.fromEntries(await Promise.all(urls.map(async (url) => [url, (await loader(url)).document])));
}, 300_000);

async function signed(document: Record<string, unknown>): Promise<Record<string, unknown>> {
  const proof = await proveDocument(document, { key: didKey, controller: didKeyController, created: now, loader });
  return { ...document, proof };
}

describe('DIDKit', () => {
  test('accepts a certificate', async () => {
    const result = await verifier.verifyCredential(await signed(certificate(didKeyController)), { contexts });
    expect(result).toEqual({ checks: ['proof'], warnings: [], errors: [] });
  });

  test('accepts a certificate that is an Open Badge with a picture, and refuses another achievement', async () => {
    const asked = { ...template('skill-level-cn'), extras: ['open-badge', 'render-method'] as const };
    const built = buildCredential({ ...buildInput(), template: asked });
    const badge = await signed({ ...built, issuer: { ...built.issuer, id: didKeyController } });
    const verdict = (one: object) => verifier.verifyCredential(one, { contexts });
    expect(await verdict(badge)).toEqual({ checks: ['proof'], warnings: [], errors: [] });
    const changed = changedAt(badge, ['credentialSubject', 'achievement', 'name'], () => 'AI engineer');
    expect(await verdict(Object(changed))).toMatchObject({ checks: [], errors: [expect.any(String)] });
  });

  test('accepts a status list', async () => {
    const list = await statusListDocument({
      origin,
      id: 'S000033000107-1-agency-revocation',
      issuer: didKeyController,
      signedAt: now,
      indexes: [42],
      validityMs: 86_400_000,
      ttlMs: 300_000,
    });
    const result = await verifier.verifyCredential(await signed(list), { contexts });
    expect(result).toEqual({ checks: ['proof'], warnings: [], errors: [] });
  });

  const otherKey = 'did:key:z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7';
  const alterations: [string, ...[Path, unknown][]][] = [
    ['number', [['number'], 'S000033000107263000043']],
    ['name', [['credentialSubject', 'name'], '李伟']],
    ['level', [['credentialSubject', 'level', 'rank'], 5]],
    ['score', [['credentialSubject', 'assessment', 'scores', 'theory'], '87']],
    ['validity removed', [['validUntil'], undefined]],
    ['validity prolonged', [['validUntil'], '2039-10-31T15:59:59Z']],
    ['status entry removed', [['credentialStatus', 3], undefined]],
    ['status index', [['credentialStatus', 0, 'statusListIndex'], '43']],
    ['term added', [['nickname'], 'x']],
    ['issuer', [['issuer', 'id'], otherKey]],
    [
      'issuer and key',
      [['issuer', 'id'], otherKey],
      [['proof', 'verificationMethod'], `${otherKey}#${otherKey.slice(8)}`],
    ],
    ['creation time', [['proof', 'created'], '2026-11-02T08:00:01Z']],
    ['purpose', [['proof', 'proofPurpose'], 'authentication']],
    ['signature', [['proof', 'proofValue'], `z${'1'.repeat(64)}`]],
  ];

  test.each(alterations)('refuses a certificate altered in: %s', async (_name, ...changes) => {
    let credential: unknown = await signed(certificate(didKeyController));
    for (const [path, value] of changes) credential = changedAt(credential, path, () => value);
    const result = await verifier.verifyCredential(Object(credential), { contexts });
    expect(result.checks).toEqual([]);
    expect(result.errors).toHaveLength(1);
  });
});
