/** The part of the Store that holders' wallets need; the rules of `ports.ts` hold here too. */
import type { Instant } from './calendar.ts';
import type { SignedCopy } from './certificate.ts';
import type { WalletGrant, WalletOffer, WalletRequest } from './wallet.ts';

export type WalletWrite =
  /** A second answer to the same request of a wallet is a taken key of `signed_copy`. */
  | { readonly write: 'copy.add'; readonly copy: SignedCopy }
  | { readonly write: 'wallet.offer'; readonly offer: WalletOffer }
  /** An offer that was redeemed already is a taken key of `wallet_grant`. */
  | { readonly write: 'wallet.grant'; readonly grant: WalletGrant }
  /** A nonce that was used already is a taken key of `wallet_nonce`. */
  | { readonly write: 'wallet.nonce'; readonly hash: string; readonly expiresAt: Instant }
  /** A second request for the same is a taken key of `wallet_request`. */
  | { readonly write: 'wallet.request'; readonly request: WalletRequest }
  /** Drops the wallet's keys: nothing waits for them any more. */
  | { readonly write: 'wallet.answered'; readonly id: string }
  /**
   * Removes offers and nonces that ended before that, with the keys of what still waits. What an offer was redeemed for,
   * and how often that was tried, is kept as long as the offer is.
   */
  | { readonly write: 'wallet.forget'; readonly before: Instant };

export interface WalletReads {
  copy(id: string): Promise<SignedCopy | undefined>;
  /** Ended ones too, for a while. */
  walletOffer(id: string): Promise<WalletOffer | undefined>;
  walletGrant(tokenHash: string): Promise<WalletGrant | undefined>;
  walletRequest(id: string): Promise<WalletRequest | undefined>;
  walletRequestFor(offer: string, configuration: string): Promise<WalletRequest | undefined>;
}
