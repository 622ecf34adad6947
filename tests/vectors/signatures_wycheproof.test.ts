/** Wycheproof: malformed Ed25519 and ECDSA signatures, and what their verdicts on good ones must be. */
import { describe, expect, test } from 'vitest';
import { verifySignature } from '../../src/credential/signature.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import p256 from './wycheproof/ecdsa_secp256r1_sha256_p1363_test.json' with { type: 'json' };
import ed25519 from './wycheproof/ed25519_test.json' with { type: 'json' };

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
/** Coordinates are written as signed integers: without leading zeros, or with one more. */
const coordinate = (hex: string) => encodeBase64url(bytes(hex.padStart(64, '0').slice(-64)));

interface Case {
  readonly tcId: number;
  readonly msg: string;
  readonly sig: string;
  readonly result: string;
}

async function verdicts(
  jwk: Parameters<typeof verifySignature>[0],
  cases: readonly Case[],
): Promise<[number, string][]> {
  const given: [number, string][] = [];
  for (const { tcId, msg, sig } of cases) {
    given.push([tcId, (await verifySignature(jwk, bytes(sig), bytes(msg))) ? 'valid' : 'invalid']);
  }
  return given;
}

describe('Wycheproof', () => {
  test(`Ed25519: ${ed25519.numberOfTests} cases, no exceptions`, async () => {
    for (const { publicKey, tests } of ed25519.testGroups) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(bytes(publicKey.pk)) } as const;
      expect(await verdicts(jwk, tests)).toEqual(tests.map(({ tcId, result }) => [tcId, result]));
    }
  });

  test(`ECDSA on P-256 as r‖s: ${p256.numberOfTests} cases, no exceptions`, async () => {
    for (const { publicKey, tests } of p256.testGroups) {
      const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(publicKey.wx), y: coordinate(publicKey.wy) } as const;
      expect(await verdicts(jwk, tests)).toEqual(tests.map(({ tcId, result }) => [tcId, result]));
    }
  });
});
