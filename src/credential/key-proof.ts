/** Key proofs of wallets, type `jwt` (OpenID4VCI 1.0 appendix F.1). */
import type { Instant } from '../core/calendar.ts';
import type { PublicJwk } from '../core/key.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { parseJson } from '../lib/json.ts';
import { copyDocument } from './credential-form.ts';
import { parsePublicJwk } from './did.ts';
import type { KeyResolver } from './resolver.ts';
import { type Jws, readJws, verifyJws } from './vc-jose.ts';

export interface KeyProofOptions {
  /** The credential issuer identifier, which a proof must be for. */
  readonly issuer: string;
  readonly resolver: KeyResolver;
  readonly now: Instant;
}

export interface KeyProof {
  readonly key: PublicJwk;
  readonly nonce: string | undefined;
}

/** How old a proof may be, and how far ahead a wallet's clock. */
const FRESH_MS = 600_000;
const SKEW_MS = 60_000;

/**
 * The key that a proof is for, by `jwk`, or by `kid` as a DID URL that is listed for authentication. Throws `SyntaxError`,
 * `JsonError` or `ResolutionError` for anything that is wrong with it, but for the nonce, which the caller judges.
 */
export async function openKeyProof(jwt: string, { issuer, resolver, now }: KeyProofOptions): Promise<KeyProof> {
  const jws = readJws(jwt);
  const { typ } = jws.header;
  if (typ !== 'openid4vci-proof+jwt') throw new SyntaxError('typ must be openid4vci-proof+jwt');
  const key = await keyOf(jws, resolver);
  if (!(await verifyJws(jws, key))) throw new SyntaxError('the proof is not signed by its key');
  const { aud, iat, nonce } = copyDocument(parseJson(fromUtf8(jws.payload)));
  if (![aud].flat().includes(issuer)) throw new SyntaxError('aud must be the credential issuer');
  if (typeof iat !== 'number' || iat * 1000 > now + SKEW_MS || iat * 1000 < now - FRESH_MS) {
    throw new SyntaxError('iat must be of just now');
  }
  if (nonce !== undefined && typeof nonce !== 'string') throw new SyntaxError('nonce must be text');
  return { key, nonce };
}

async function keyOf({ header }: Jws, resolver: KeyResolver): Promise<PublicJwk> {
  const { jwk, kid, x5c, trust_chain } = header;
  if ([jwk, kid, x5c, trust_chain].filter((one) => one !== undefined).length !== 1 || (jwk ?? kid) === undefined) {
    throw new SyntaxError('the header must name its key by either jwk or kid');
  }
  if (jwk !== undefined) return parsePublicJwk(jwk);
  if (typeof kid !== 'string') throw new SyntaxError('kid must be text');
  return (await resolver.verificationMethod(kid, 'authentication')).jwk;
}
