/** Bitstring lists of other deployments, under the keys that their trust lists name. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import type { KeyRecord } from '../../src/core/key.ts';
import { proveDocument } from '../../src/credential/data-integrity.ts';
import { authorityDid } from '../../src/credential/did.ts';
import { createResolver } from '../../src/credential/resolver.ts';
import { statusListDocument, statusListUrl } from '../../src/credential/status-list.ts';
import { joinJwt, signJwt } from '../../src/credential/vc-jose.ts';
import { foreignStatus } from '../../src/verify/status.ts';
import { agency, controller, ed25519, keyRecord, loader, now, origin } from '../credential/world.ts';

const id = `${agency}-7-agency-revocation`;
const url = statusListUrl(origin, id);
const HOUR = 3_600_000;
const document = await statusListDocument({
  origin,
  id,
  issuer: controller,
  signedAt: now,
  indexes: [3],
  validityMs: HOUR,
  ttlMs: HOUR,
});
const proof = await proveDocument(document, { key: ed25519, controller, created: now, loader });

const embedded = JSON.stringify({ ...document, proof });

async function read(index: number, key: Partial<KeyRecord> = {}, list = embedded) {
  vi.stubGlobal('fetch', async () => new Response(list));
  const deps = { settings: { origin, allowedHosts: [new URL(origin).host] }, clock: () => now } as unknown as Deps;
  const ownKeys = async () => [keyRecord(ed25519, key)];
  const resolver = createResolver({ origin, ownKeys, allowedHosts: [], clock: () => now });
  const entries = [{ url, purpose: 'revocation', index }];
  const question = { issuer: controller, certificate: undefined, entries };
  return foreignStatus(deps, resolver, authorityDid(origin)).read(question);
}

afterEach(() => void vi.unstubAllGlobals());

test('says what its issuer says', async () => {
  expect(await read(2)).toEqual({ known: true, withdrawals: [] });
  expect(await read(3)).toEqual({ known: true, withdrawals: [{ purpose: 'revocation', by: 'agency' }] });
});

test('says the same as a JWT', async () => {
  const text = JSON.stringify(document);
  const jwt = joinJwt(text, await signJwt(text, { key: ed25519, controller }));
  expect(await read(2, {}, jwt)).toEqual({ known: true, withdrawals: [] });
  expect(await read(3, {}, jwt)).toEqual({ known: true, withdrawals: [{ purpose: 'revocation', by: 'agency' }] });
  expect(await read(2, {}, `${jwt.slice(0, -8)}AAAAAAAA`)).toMatchObject({ known: false, rule: 'status/verification' });
});

test('says nothing under a key that is compromised, whatever time it says', async () => {
  const compromised = { state: 'compromised', compromisedSince: now + 1 } as const;
  for (const index of [2, 3]) {
    expect(await read(index, compromised)).toMatchObject({ known: false, rule: 'status/verification' });
  }
});
