/** A pre-authorized code for an access token (OpenID4VCI 1.0 section 6), and whose an access token is. */
import type { Deps } from '../../core/deps.ts';
import { UniqueKeyError } from '../../core/errors.ts';
import { txTries, WalletError, type WalletGrant } from '../../core/wallet.ts';
import { encodeBase64url } from '../../lib/base64url.ts';
import { sha256, utf8 } from '../../lib/bytes.ts';
import { PRE_AUTHORIZED, txHash } from './offer.ts';

export interface TokenRequest {
  readonly grantType: string | undefined;
  readonly code: string | undefined;
  readonly txCode: string | undefined;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Long enough to come back for what had to wait. */
const TOKEN_MS = 3_600_000;

/** A code works once. Five wrong transaction codes, and it works no more. Throws `WalletError`. */
export async function redeem(deps: Deps, { grantType, code, txCode }: TokenRequest): Promise<AccessToken> {
  const { store, vault, clock, random } = deps;
  if (grantType === undefined) throw new WalletError('invalid_request', 'grant_type is missing');
  if (grantType !== PRE_AUTHORIZED)
    throw new WalletError('unsupported_grant_type', `only ${PRE_AUTHORIZED} is supported`);
  if (code === undefined) throw new WalletError('invalid_request', 'pre-authorized_code is missing');
  if (txCode === undefined) throw new WalletError('invalid_request', 'tx_code is missing');

  const id = await vault.idOf(code);
  const offer = id === undefined ? undefined : await store.walletOffer(id);
  const now = clock();
  if (!offer || now >= offer.expiresAt) throw WRONG_CODE();
  if (!(await store.spend(txTries(offer), 1))) throw WRONG_CODE();
  if ((await txHash(deps, offer.id, txCode)) !== offer.txHash) {
    throw new WalletError('invalid_grant', 'the transaction code is wrong');
  }

  const token = encodeBase64url(random(32));
  const { certificate, agency } = offer;
  const grant: WalletGrant = {
    offer: offer.id,
    certificate,
    agency,
    tokenHash: await tokenHash(token),
    createdAt: now,
    expiresAt: now + TOKEN_MS,
  };
  try {
    await store.commit([{ write: 'wallet.grant', grant }]);
  } catch (error) {
    if (error instanceof UniqueKeyError) throw WRONG_CODE();
    throw error;
  }
  return { token, expiresInSeconds: TOKEN_MS / 1000 };
}

/** One answer for codes that never were, that have ended and that were used. */
const WRONG_CODE = () => new WalletError('invalid_grant', 'the code is wrong, used or has expired');

/** Throws `WalletError` `invalid_token`, or without a code where there is no token. */
export async function grantOf({ store, clock }: Deps, token: string | undefined): Promise<WalletGrant> {
  if (token === undefined) throw new WalletError(undefined, 'an access token is needed');
  const grant = await store.walletGrant(await tokenHash(token));
  if (!grant || clock() >= grant.expiresAt) throw new WalletError('invalid_token', 'a good access token is needed');
  return grant;
}

async function tokenHash(token: string): Promise<string> {
  return encodeBase64url(await sha256(utf8(token)));
}
