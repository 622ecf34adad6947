import type { Instant } from './calendar.ts';
import { YinzhengError } from './errors.ts';

export const KEY_ALGORITHMS = ['Ed25519', 'ES256', 'ES384'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];
/** `compromised` and `destroyed` never sign again; signatures of a compromised key are not believed from `compromisedSince` on. */
export type KeyState = 'active' | 'retired' | 'compromised' | 'destroyed';
/** No key comes back from these. */
export const LOST_STATES: readonly KeyState[] = ['compromised', 'destroyed'];

/** A public key as RFC 7517 and RFC 8037 write it. */
export type PublicJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256' | 'P-384'; readonly x: string; readonly y: string };

const ALGORITHM_OF_CURVE: Readonly<Record<PublicJwk['crv'], KeyAlgorithm>> = {
  Ed25519: 'Ed25519',
  'P-256': 'ES256',
  'P-384': 'ES384',
};

/** What a key signs with; each kind of key has one algorithm. */
export function algorithmOf({ crv }: PublicJwk): KeyAlgorithm {
  return ALGORITHM_OF_CURVE[crv];
}

/** A key of the authority or an agency. The private half is wrapped and only a `Signer` can open it. */
export interface KeyRecord {
  /** First 8 bytes of the RFC 7638 thumbprint, base64url (11 characters); the fragment of the verification method. */
  readonly id: string;
  /** `authority`, or the record code of an agency. */
  readonly owner: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicJwk: PublicJwk;
  /** Opaque to all but the Signer that made it; null once destroyed. */
  readonly wrapped: string | null;
  readonly state: KeyState;
  readonly createdAt: Instant;
  readonly retiredAt?: Instant;
  readonly compromisedSince?: Instant;
}

/** Whether a signature of this key may be somebody else's. */
export function isCompromised({ state, compromisedSince }: Pick<KeyRecord, 'state' | 'compromisedSince'>): boolean {
  return state === 'compromised' || compromisedSince !== undefined;
}

/** The owner name of the authority's own keys and data. */
export const AUTHORITY = 'authority';

/** The key that signs now: the newest active one. Throws `key_unavailable` when there is none. */
export function activeKey(keys: readonly KeyRecord[], algorithm: KeyAlgorithm): KeyRecord {
  const found = keys.filter((key) => key.algorithm === algorithm && key.state === 'active').at(-1);
  if (!found) throw new YinzhengError('key_unavailable', `There is no active ${algorithm} key to sign with.`);
  return found;
}
