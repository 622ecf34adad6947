/** Wycheproof's JSON Web Signatures against the path that credentials as JWTs take. */
import { describe, expect, test } from 'vitest';
import type { PublicJwk } from '../../src/core/key.ts';
import { parsePublicJwk } from '../../src/credential/did.ts';
import { verifyJws } from '../../src/credential/vc-jose.ts';
import vectors from './wycheproof/json_web_signature_test.json' with { type: 'json' };

interface Group {
  readonly comment: string;
  readonly public?: { readonly kty: string };
  readonly private?: { readonly kty: string };
  readonly tests: readonly { readonly tcId: number; readonly jws: unknown; readonly result: string }[];
}

/** Kinds of key (HMAC, RSA, P-521) and uses that are refused before any signature is looked at. */
function usable(group: Group): PublicJwk | undefined {
  try {
    return parsePublicJwk(group.public ?? group.private);
  } catch {
    return undefined;
  }
}

const groups: readonly Group[] = vectors.testGroups;
const text = (jws: unknown) => (typeof jws === 'string' ? jws : JSON.stringify(jws));

describe('Wycheproof JWS', () => {
  test('ES256: as the file says, no exceptions', async () => {
    const accepted: number[] = [];
    for (const group of groups) {
      const jwk = usable(group);
      if (!jwk) continue;
      for (const { tcId, jws, result } of group.tests) {
        const verified = await verifyJws(text(jws), jwk);
        expect([tcId, verified]).toEqual([tcId, result === 'valid']);
        if (verified) accepted.push(tcId);
      }
    }
    expect(accepted).toEqual([18, 378]);
  });

  test('keys for other algorithms or uses are no keys for us', () => {
    expect(groups.filter((group) => !usable(group)).map((group) => group.comment)).toEqual([
      'hs256',
      ...['rs256', 'rs256', 'rs384', 'rs512', 'ps256', 'ps384', 'ps512'],
      ...['rfc7520', 'rfc7520', 'rfc7520', 'rfc7520'],
      ...['rfc7520WithKeyOps', 'rfc7520WithKeyOps', 'rfc7520WithKeyOps', 'rfc7520'],
      ...['rsa_encryption', 'ec_key_for_encryption', 'rsa_encryption', 'ec_key_for_encryption'],
      'base64',
    ]);
  });

  // Good and bad tokens alike: an attacker chooses the header, and must not choose the algorithm with it.
  test('none of the tokens for other algorithms passes under our keys', async () => {
    const es256 = groups.map(usable).find((jwk) => jwk !== undefined);
    const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const;
    expect(es256).toBeDefined();
    for (const group of groups.filter((one) => !usable(one) && one.comment !== 'ec_key_for_encryption')) {
      for (const { tcId, jws } of group.tests) {
        expect([tcId, await verifyJws(text(jws), es256 ?? ed25519)]).toEqual([tcId, false]);
        expect([tcId, await verifyJws(text(jws), ed25519)]).toEqual([tcId, false]);
      }
    }
  });
});
