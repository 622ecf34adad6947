import type { Instant } from './calendar.ts';

/**
 * A piece of the hash chain over the events: some that were committed since the block before, by their ids. A duty seals them
 * moments later, so that commits need not wait for one another.
 */
export interface Block {
  /** 1, 2, 3 … */
  readonly seq: number;
  readonly at: Instant;
  /** Id and SHA-256 (base64url, of the RFC 8785 text) of each event, in the order of the ids. */
  readonly entries: readonly (readonly [id: string, digest: string])[];
  /** How many events all blocks up to this one hold. */
  readonly events: number;
  /** SHA-256 over the hash of the block before and all that stands above; see `ledger/chain.ts`. */
  readonly hash: string;
  /** A JWS by the authority over seq, events, hash and time; see `ledger/checkpoint.ts`. */
  readonly checkpoint: string;
}
