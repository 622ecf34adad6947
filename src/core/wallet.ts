/** What passes between a holder's wallet and us: OpenID for Verifiable Credential Issuance 1.0. Secrets are kept as digests. */

import type { Instant } from './calendar.ts';
import type { Allowance } from './employer.ts';
import type { PublicJwk } from './key.ts';
import type { CopyFormat, Template } from './template.ts';

/** The offer of one certificate. Its pre-authorized code is the keyed permutation of its id, as tokens are. */
export interface WalletOffer {
  /** UUIDv7. */
  readonly id: string;
  readonly certificate: string;
  /** The certificate's agency. */
  readonly agency: string;
  /** The agency, for the holder; or whoever has the certificate's link, which the verdict on one that it replaced names. */
  readonly maker: 'agency' | 'link';
  /** SHA-256 over id and transaction code, base64url. */
  readonly txHash: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** What an offer was redeemed for. There is at most one for each. */
export interface WalletGrant {
  readonly offer: string;
  readonly certificate: string;
  readonly agency: string;
  /** SHA-256 of the access token, base64url. */
  readonly tokenHash: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** One credential request that was accepted: answered, or to be answered when the wallet asks again. */
export interface WalletRequest {
  /** UUIDv7; to the wallet it is `notification_id` and, where it has to wait, `transaction_id`. */
  readonly id: string;
  readonly offer: string;
  /** One of each for an offer. */
  readonly configuration: string;
  readonly certificate: string;
  readonly agency: string;
  /** Of the wallet, one for each copy that waits. None once it was answered, the holder erased or the offer ended. */
  readonly keys: readonly PublicJwk[];
  readonly at: Instant;
}

/** Formats by the names that OpenID4VCI gives them (appendix A): with an embedded proof, and as copies. */
export type WalletFormat = 'ldp_vc' | CopyFormat;

/** What wallets may ask for of certificates of a template, by its name in the metadata. */
export function configurationsOf({ id, version, formats }: Pick<Template, 'id' | 'version' | 'formats'>): {
  readonly name: string;
  readonly format: WalletFormat;
}[] {
  const all: readonly WalletFormat[] = [...(formats.includes('dc+sd-jwt') ? (['dc+sd-jwt'] as const) : []), 'ldp_vc'];
  return all.map((format) => ({ name: `${id}/${version}/${format}`, format }));
}

/** Digits of a transaction code, and how often one may be tried. */
export const TX_DIGITS = 6;
const TX_TRIES = 5;

export function txTries({ id, createdAt, expiresAt }: WalletOffer): Allowance {
  return { name: `${TX_TRIES_OF}${id}`, limit: TX_TRIES, begins: createdAt, ends: expiresAt };
}

export const TX_TRIES_OF = 'wallet-offer:';

/** How long an offer by the link is good, and how many are made in such a stretch: of a certificate 20 are open at most. */
export const LINK_OFFER_MS = 900_000;
const LINK_OFFERS = 10;

export function linkOffers(certificate: string, now: Instant): Allowance {
  const begins = Math.floor(now / LINK_OFFER_MS) * LINK_OFFER_MS;
  return { name: `${LINK_OFFERS_OF}${certificate}`, limit: LINK_OFFERS, begins, ends: begins + LINK_OFFER_MS };
}

export const LINK_OFFERS_OF = 'offers:';

/** Keys in one request at most. */
export const BATCH_SIZE = 10;

/** The errors of RFC 6749 section 5.2, RFC 6750 section 3.1 and OpenID4VCI 1.0 sections 6.3, 8.3.1, 9.3 and 11.3. */
export type WalletErrorCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_token'
  | 'invalid_credential_request'
  | 'unknown_credential_configuration'
  | 'unknown_credential_identifier'
  | 'invalid_proof'
  | 'invalid_nonce'
  | 'invalid_encryption_parameters'
  | 'credential_request_denied'
  | 'invalid_transaction_id'
  | 'invalid_notification_id'
  | 'invalid_notification_request';

/** A refusal that a wallet understands. The message is for its developer, and repeats nothing that was sent. */
export class WalletError extends Error {
  /** Undefined where no access token came: RFC 6750 section 3.1 has no code for that. */
  readonly code: WalletErrorCode | undefined;

  constructor(code: WalletErrorCode | undefined, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'WalletError';
    this.code = code;
  }
}
