import type { Event } from './event.ts';
import type { CountedHolding, Holding } from './holding.ts';
import type { BulkChange, IncidentPart } from './incident-ports.ts';
import type { Block } from './ledger.ts';
import type { TallyQuery, TallyRow } from './statistics.ts';

/** The part of the Store that the ledger, the statistics and the rule against doubles read. */
export interface LedgerReads {
  /** Those of the ids that are there, in any order. */
  eventsAmong(ids: readonly string[]): Promise<Event[]>;
  /** Events that are in no block yet, oldest first. */
  unsealed(page: { readonly limit: number; readonly after?: string | undefined }): Promise<Event[]>;
  /** The newest block of the ledger. */
  ledgerHead(): Promise<Block | undefined>;
  /** In their order, those behind the block `after`. */
  blocks(page: { readonly limit: number; readonly after: number }): Promise<Block[]>;

  /** The last block of the ledger whose events are counted; 0 when there is none. */
  tallied(): Promise<number>;
  /** Sums over months, or over values, in the order of the key. Touches roll-ups only. */
  tally(query: TallyQuery): Promise<TallyRow[]>;
  /** Those of the certificates that are there, signed or about to be. */
  holdings(ids: readonly string[]): Promise<CountedHolding[]>;
  /**
   * The certificates of a part of an incident's set whose bits it changed, at that instant, also when others changed them since.
   * A revocation changed nothing for what the other side had revoked or replaced.
   */
  changedByIncident(part: IncidentPart, change: BulkChange): Promise<CountedHolding[]>;
  /**
   * What people with these identities hold, in all agencies. The one read that goes through the wall of `scopedTo`: whether
   * somebody holds something elsewhere. Which of it an agency may see is the caller's to decide.
   */
  holdingsOf(blindIndexes: readonly string[]): Promise<Holding[]>;
}
