import type { Instant } from './calendar.ts';

/** The erasable record of a holder within one agency. Without it no commitment can be opened and no holder found. */
export interface Person {
  /** UUIDv7. */
  readonly id: string;
  readonly agency: string;
  /**
   * HMAC-SHA-256 of type and number under its own key, base64url: equal identities look equal, and say nothing else.
   * Null once erased.
   */
  readonly blindIndex: string | null;
  /** AES-256-GCM of the identity and the commitment salt; null once erased. */
  readonly sealedIdentity: string | null;
  readonly createdAt: Instant;
}

/** What `Person.sealedIdentity` holds. */
export interface Identity {
  readonly idType: string;
  /** Normalised number. */
  readonly idNumber: string;
  readonly nationality?: string;
  /** 32 random bytes, base64url; every certificate's commitment key is derived from it. */
  readonly salt: string;
}
