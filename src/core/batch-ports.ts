/** The part of the Store that batches need; the rules of `ports.ts` hold here too. */
import type { Batch, BatchPart, BatchRow } from './batch.ts';
import type { Instant } from './calendar.ts';
import type { AgenciesPage } from './ports.ts';

export type BatchWrite =
  /** Another batch with its content or its request key is a taken key of `batch`. */
  | { readonly write: 'batch.add'; readonly batch: Batch }
  /** Of two steps with one revision the second is a taken key of `batch_step`. Keys as with `batch.add`. */
  | { readonly write: 'batch.step'; readonly batch: Batch }
  /** Keeps a part, in the place of an earlier one. */
  | { readonly write: 'batch.part'; readonly part: BatchPart }
  /** A row that is a certificate already is a taken key of `batch_row`. */
  | { readonly write: 'batch.row'; readonly row: BatchRow }
  /** Removes the rows of a batch, and what was said about them; `rows` leaves the latter. */
  | { readonly write: 'batch.erase'; readonly batch: string; readonly what: 'rows' | 'all' }
  /** Removes a batch that nobody saw, with its parts. One that took a step is a taken key of `batch_step`, and so is a step after this. */
  | { readonly write: 'batch.drop'; readonly batch: Pick<Batch, 'id' | 'agency'> };

export interface BatchReads {
  batch(id: string): Promise<Batch | undefined>;
  /** Newest first, without those that are being received. */
  batches(page: AgenciesPage): Promise<Batch[]>;
  /** The batch of an agency with that content, or that request key. */
  batchLike(
    agency: string,
    like: { readonly contentKey: string } | { readonly requestKey: string },
  ): Promise<Batch | undefined>;
  /** Batches whose `tidyAt` has come, the longest due first. */
  untidyBatches(now: Instant, limit: number): Promise<Batch[]>;
  batchPart(batch: string, part: number): Promise<BatchPart | undefined>;
  /** The digests of all parts, in order. */
  batchDigests(batch: string): Promise<string[]>;
  /** Rows from one number to another, both included, that are certificates. */
  batchRows(batch: string, from: number, to: number): Promise<BatchRow[]>;
  /** How many rows are certificates, how many of those are not signed yet, and how many could not be signed. */
  batchTally(batch: string): Promise<{ readonly issued: number; readonly unsigned: number; readonly failed: number }>;
}
