/** Proofs made and checked over compiled forms are those of Digital Bazaar's libraries, byte for byte and check by check. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { issue } from '@digitalbazaar/vc';
import { describe, expect, test } from 'vitest';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { changedAt, type Path, pathsIn } from './mutate.ts';
import { certificate, controller, ed25519, loader, now, resolver } from './world.ts';

const ours = (document: Record<string, unknown>, created = now) =>
  proveDocument(document, { key: ed25519, controller, created, loader });

async function theirs(document: Record<string, unknown>, created = now): Promise<Record<string, unknown>> {
  const signer = {
    id: `${controller}#${ed25519.id}`,
    algorithm: 'Ed25519',
    sign: ({ data }: { data: Uint8Array<ArrayBuffer> }) => ed25519.sign(data),
  };
  const suite = new DataIntegrityProof({ cryptosuite, signer, date: new Date(created) });
  const { proof } = await issue({ credential: structuredClone(document), suite, documentLoader: loader });
  return proof;
}

function named(name: string): Record<string, unknown> {
  return changedAt(certificate(), ['credentialSubject', 'name'], () => name) as Record<string, unknown>;
}

test('the same proofs, before the shape is known and after', async () => {
  for (const [index, name] of ['张伟', '\u{20bb7}田', 'O\'Neil "x" \\ \t', 'Ａ', '', 'a'.repeat(1000)].entries()) {
    const created = now + index * 61_000;
    const proof = await ours(named(name), created);
    expect(Object.entries(proof)).toEqual(Object.entries(await theirs(named(name), created)));
    const signed = { ...named(name), proof };
    expect(await verifyProofs(signed, { resolver, loader, now })).toMatchObject({
      outcome: 'pass',
      document: named(name),
    });
  }
});

test('no text can be exchanged for another under one signature', async () => {
  const document = certificate();
  const signed = { ...document, proof: await ours(document) };
  for (let time = 0; time < 3; time++) await verifyProofs(signed, { resolver, loader, now });
  for (const path of pathsIn(document)) {
    const other = changedAt(signed, path, (old) => (typeof old === 'string' ? `${old}x` : old));
    if (JSON.stringify(other) === JSON.stringify(signed)) continue;
    expect((await verifyProofs(other, { resolver, loader, now })).outcome, path.join('/')).not.toBe('pass');
  }
});

describe('what @digitalbazaar/vc refuses to sign is refused', () => {
  const evidence = { id: 'https://cert.example/evidence/1', type: 'VerifiableCredential' };
  const wide = { ...certificate(), evidence: [evidence], termsOfUse: { type: 'VerifiableCredential' } };

  test.each<[string, Path, unknown]>([
    ['an issuer that is no URL', ['issuer', 'id'], 'nobody'],
    ['an issuer that is hardly a URL', ['issuer', 'id'], 'https://[x'],
    ['a subject without claims', ['credentialSubject'], {}],
    ['one of two subjects without claims', ['credentialSubject'], [{ type: 'CertificateHolder' }, {}]],
    ['a subject that is no URL', ['credentialSubject', 'id'], 'https://[x'],
    ['a status without a type', ['credentialStatus', 0, 'type'], undefined],
    ['a status without a name', ['credentialStatus', 0, 'type'], ''],
    ['a status whose id is no URL', ['credentialStatus', 3, 'id'], 'https://[x'],
    ['evidence without a type', ['evidence', 0, 'type'], undefined],
    ['evidence whose id is no URL', ['evidence', 0, 'id'], 'https://[x'],
    ['empty terms of use', ['termsOfUse'], {}],
  ])('%s', async (_what, path, value) => {
    const document = changedAt(wide, path, () => value) as Record<string, unknown>;
    await expect(theirs(document)).rejects.toThrow();
    await expect(ours(document)).rejects.toMatchObject({ code: 'lint_failed' });
  });

  test('… wherever it is changed', async () => {
    await expect(theirs(wide)).resolves.toBeDefined();
    await expect(ours(wide)).resolves.toBeDefined();
    const judged = ['type', 'issuer', 'credentialSubject', 'credentialStatus', 'evidence', 'termsOfUse', 'validUntil'];
    const paths = pathsIn(wide).filter(([name, ...rest]) => judged.includes(String(name)) && rest.length < 2);
    let refused = 0;
    for (const path of paths) {
      for (const value of [undefined, 'https://[x', {}, [{}]]) {
        const document = changedAt(wide, path, () => value) as Record<string, unknown>;
        const [reference, actual] = await Promise.allSettled([theirs(document), ours(document)]);
        if (reference.status === 'fulfilled') continue;
        refused++;
        expect(actual.status, `${path.join('/')} = ${JSON.stringify(value)}`).toBe('rejected');
      }
    }
    expect(refused).toBeGreaterThan(30);
  });
});
