/** Tables of what holders' wallets fetch. */
import type { CopyFormat } from '../core/template.ts';
import type { WalletOffer, WalletRequest } from '../core/wallet.ts';
import { integer, json, nullable, table, text } from './column.ts';

export const WALLET_TABLES = {
  /** Copies that were signed when they were fetched; of two answers to one request of a wallet, one takes the key. */
  signed_copy: table({
    columns: {
      id: text(),
      certificate: text(),
      agency: text(),
      format: text<CopyFormat>(),
      request: nullable(text()),
      place: nullable(integer()),
      signedAt: integer(),
    },
    key: ['id'],
    unique: { signed_copy_of_request: ['request', 'place'] },
  }),
  wallet_offer: table({
    columns: {
      id: text(),
      certificate: text(),
      agency: text(),
      maker: text<WalletOffer['maker']>(),
      txHash: text(),
      createdAt: integer(),
      expiresAt: integer(),
    },
    key: ['id'],
    indexes: { wallet_offer_end: { on: ['expiresAt'] } },
  }),
  /** Of two that redeem one offer, one takes the key. */
  wallet_grant: table({
    columns: {
      offer: text(),
      certificate: text(),
      agency: text(),
      tokenHash: text(),
      createdAt: integer(),
      expiresAt: integer(),
    },
    key: ['offer'],
    unique: { wallet_grant_token: ['tokenHash'] },
    indexes: { wallet_grant_end: { on: ['expiresAt'] } },
  }),
  /** Digests of the nonces that were used. */
  wallet_nonce: table({
    columns: { hash: text(), expiresAt: integer() },
    key: ['hash'],
    indexes: { wallet_nonce_end: { on: ['expiresAt'] } },
  }),
  wallet_request: table({
    columns: {
      id: text(),
      offer: text(),
      configuration: text(),
      certificate: text(),
      agency: text(),
      keys: json<WalletRequest['keys']>(),
      at: integer(),
    },
    key: ['id'],
    unique: { wallet_request_of_offer: ['offer', 'configuration'] },
    indexes: { wallet_request_of_certificate: { on: ['certificate'] } },
  }),
};
