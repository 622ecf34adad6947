/** Tables of what holders' wallets fetch. */
import type { CopyFormat } from '../core/template.ts';
import { integer, nullable, table, text } from './column.ts';

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
};
