/** Public keys as Multikey and did:key write them: W3C's key pairs, and the examples of the did:key method. */
import { describe, expect, test } from 'vitest';
import { jwkFromMultibase, publicKeyMultibase } from '../../src/credential/did.ts';
import { verifySignature } from '../../src/credential/signature.ts';
import { resolver, vectorKey } from '../credential/world.ts';
import p256 from './vc-di-ecdsa/p256KeyPair.json' with { type: 'json' };
import ed25519 from './vc-di-eddsa/keyPair.json' with { type: 'json' };
import more from './vc-di-eddsa/proof-set-chain/multiKeyPairs.json' with { type: 'json' };

const pairs: [string, string][] = [
  [p256.publicKeyMultibase, p256.secretKeyMultibase],
  ...[ed25519, ...Object.values(more)].map((pair): [string, string] => [
    pair.publicKeyMultibase,
    pair.privateKeyMultibase,
  ]),
];

describe('W3C key pairs', () => {
  test.each(pairs)('%s belongs to its private half and has one spelling', async (publicText, privateText) => {
    const key = await vectorKey(publicText, publicText, privateText);
    const data = Uint8Array.of(1, 2, 3);
    expect(await verifySignature(jwkFromMultibase(publicText), await key.sign(data), data)).toBe(true);
    expect(publicKeyMultibase(key.publicJwk)).toBe(publicText);
  });
});

describe('did:key', () => {
  // Section "NIST curves" of the did:key test vectors; one y is odd, the other even.
  test.each([
    [
      'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169',
      'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
      'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU',
    ],
    [
      'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv',
      'igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns',
      'efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM',
    ],
  ])('%s is its point', async (text, x, y) => {
    const did = `did:key:${text}`;
    const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
    expect(await resolver.verificationMethod(`${did}#${text}`)).toEqual({ id: `${did}#${text}`, controller: did, jwk });
    expect(publicKeyMultibase(jwk)).toBe(text);
  });
});
