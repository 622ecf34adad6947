/** SD-JWTs made by hand, part by part, so that each part can be made wrong. */
import type { SigningKey } from '../../src/core/ports.ts';
import { verificationMethodId } from '../../src/credential/did.ts';
import { digestOf } from '../../src/credential/sd-jwt.ts';
import { signUnder } from '../../src/credential/vc-jose.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { ALGORITHMS } from '../../src/signer/algorithms.ts';
import { agency, controller, now, origin, p256 } from './world.ts';

type Json = Record<string, unknown>;

export const seconds = now / 1000;

export function disclosure(...parts: unknown[]): string {
  return encodeBase64url(utf8(JSON.stringify(parts)));
}

export const digest = (text: string) => digestOf(text, {});

export async function compact(header: Json, payload: Json, key: SigningKey): Promise<string> {
  const text = JSON.stringify(payload);
  const signed = await signUnder(header, text, key);
  return `${signed.header}.${encodeBase64url(utf8(text))}.${signed.signature}`;
}

/** The part that the issuer signs, with what differs. */
export function issuerJwt(payload: Json = {}, header: Json = {}): Promise<string> {
  const claims = { iss: `${origin}/agencies/${agency}`, vct: `${origin}/vct/skill-level-cn/1`, ...payload };
  return compact({ typ: 'dc+sd-jwt', kid: verificationMethodId(controller, p256.id), ...header }, claims, p256);
}

/** A holder's key. */
export async function holderKey(algorithm: SigningKey['algorithm'] = 'ES256'): Promise<SigningKey> {
  const { key: use, signature: how } = ALGORITHMS[algorithm];
  const pair = (await crypto.subtle.generateKey(use, true, ['sign', 'verify'])) as CryptoKeyPair;
  const { key_ops: _, ext: __, alg: ___, ...publicJwk } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return {
    id: 'holder',
    algorithm,
    publicJwk: publicJwk as SigningKey['publicJwk'],
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(how, pair.privateKey, bytes)),
  };
}

/** A presentation with its Key Binding JWT, with what differs. */
export async function bound(presented: string, key: SigningKey, claims: Json = {}, header: Json = {}): Promise<string> {
  const payload = {
    iat: seconds,
    aud: 'https://shop.example',
    nonce: 'n-1',
    sd_hash: await digest(presented),
    ...claims,
  };
  return presented + (await compact({ typ: 'kb+jwt', ...header }, payload, key));
}
