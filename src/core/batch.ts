/**
 * An exam on its way: a file of rows that is judged, released by those whom its templates ask for, and signed.
 *
 * This is all that decides what may happen to a batch. It knows no rows, only the hash over exactly what will be issued:
 * an approval is for one hash, and whatever changes the hash takes all approvals away.
 */
import { DAY, type Instant } from './calendar.ts';
import { YinzhengError } from './errors.ts';
import type { Template } from './template.ts';

export type BatchState =
  /** Its rows are coming in. Nobody sees it yet. */
  | 'receiving'
  /** Judged, and that is all that was asked for. */
  | 'judged'
  /** Judged, and not yet released by everybody whom it needs. */
  | 'submitted'
  /** Released: a job signs it. */
  | 'signing'
  | 'paused'
  | 'done'
  | 'rejected'
  | 'cancelled'
  /** Nobody released it in time. */
  | 'expired';

export type Approval = Template['policy']['approval'];

/** One person's word, for exactly one content. */
export interface Release {
  readonly by: 'agency' | 'authority';
  readonly person: string;
  /** Id of the API key. */
  readonly key: string;
  /** The `Batch.hash` that was approved. */
  readonly hash: string;
  readonly at: Instant;
}

/** What shows that the exam took place: named here as long as the batch is kept, and that never ends; kept elsewhere. */
export interface Evidence {
  readonly kind: 'roster' | 'score_sheet' | 'photo' | 'other';
  readonly name: string;
  /** SHA-256 of the file, base64url. */
  readonly sha256: string;
  readonly url: string;
}

export interface Batch {
  /** UUIDv7. */
  readonly id: string;
  readonly agency: string;
  readonly state: BatchState;
  /** Counts the steps; the next one takes the next number, or another writer was faster. */
  readonly revision: number;
  readonly dryRun: boolean;
  /** Everybody who brought in or changed rows. None of them may approve where a second person must. */
  readonly makers: readonly string[];
  /**
   * Keyed hash over exactly what will be issued: the good rows in order, with the version of each template. base64url; equal
   * rows of two batches have two.
   */
  readonly hash: string;
  /** The same over all that was submitted, faulty rows too: equal submissions have it in common. Missing once they may come again. */
  readonly contentKey?: string;
  /** The client's own name for the submission. */
  readonly requestKey?: string;
  readonly rows: number;
  /** Rows that cannot be issued as they are. */
  readonly faulty: number;
  /** Rows that can, but that somebody must have looked at. */
  readonly warned: number;
  /** The versions that the rows were judged under. */
  readonly templates: readonly { readonly id: string; readonly version: number }[];
  /** The most that one of them asks for. */
  readonly approval: Approval;
  /** Headings of the file that mean nothing here. */
  readonly ignored: readonly string[];
  readonly releases: readonly Release[];
  readonly refusal?: { readonly person: string; readonly reason: string; readonly at: Instant };
  readonly evidence: readonly Evidence[];
  /** The job that signs it, or did last. */
  readonly job?: string;
  /** The incident that took its certificates: no more come of it. */
  readonly closedBy?: string;
  /** When what is kept of its rows goes, unless somebody moves it before. Missing when nothing is kept. */
  readonly tidyAt?: Instant | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** How long rows wait for somebody, in ms. */
export const KEPT_MS = 30 * DAY;

const MAX_EVIDENCE = 100;

/** Who acts on a batch: an agency's person or the authority's. */
export interface Hand {
  readonly by: 'agency' | 'authority';
  readonly person: string;
  readonly key: string;
}

export type BatchAct =
  | { readonly act: 'release'; readonly hand: Hand; readonly hash: string }
  | { readonly act: 'reject'; readonly hand: Hand; readonly reason: string }
  /** Rows were mended: what will be issued is another thing now. */
  | {
      readonly act: 'mend';
      readonly hand: Hand;
      readonly rows: Pick<Batch, 'hash' | 'faulty' | 'warned' | 'templates' | 'approval'>;
    }
  | { readonly act: 'pause' | 'resume' | 'retry' | 'cancel' | 'expire' }
  /** The job came to the end; `failed`: some of the good rows could not be signed. */
  | { readonly act: 'finish'; readonly failed: boolean }
  | { readonly act: 'evidence'; readonly evidence: Evidence }
  /** An approved incident names it: it makes no more certificates, or may again. */
  | { readonly act: 'close'; readonly incident: string }
  | { readonly act: 'reopen' };

/**
 * Whom a batch still waits for; undefined when it is released. One person of the agency at least; a second one where a
 * template asks for it, or a row has a warning; and the authority where a template asks for that.
 */
export function waitsFor({ approval, warned, makers, hash, releases }: Batch): 'agency' | 'authority' | undefined {
  const good = releases.filter((release) => release.hash === hash);
  const second = approval !== 'none' || warned > 0;
  const agency = good.find(({ by, person }) => by === 'agency' && !(second && makers.includes(person)));
  if (!agency) return 'agency';
  if (approval !== 'authority') return undefined;
  const authority = good.find(
    ({ by, person }) => by === 'authority' && person !== agency.person && !makers.includes(person),
  );
  return authority ? undefined : 'authority';
}

/** What leads to certificates. */
const MAKING: ReadonlySet<BatchAct['act']> = new Set(['release', 'mend', 'resume', 'retry']);

/** Whether somebody signs it, or stopped in the middle. */
export function isUnfinished({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'signing' || state === 'paused';
}

/** The batch after an act. Throws `conflict` for one that its state does not allow, with what would be. */
export function step(batch: Batch, act: BatchAct, at: Instant): Batch {
  const moved = { ...batch, revision: batch.revision + 1, updatedAt: at, tidyAt: at + KEPT_MS };
  if (batch.closedBy !== undefined && MAKING.has(act.act)) {
    throw refused('The authority closed this batch: an incident has taken its certificates, and no more come of it.');
  }
  switch (act.act) {
    case 'release':
      return released(moved, act, at);
    case 'reject':
      allowIn(batch, 'submitted');
      return ended(moved, { state: 'rejected', refusal: { person: act.hand.person, reason: act.reason, at } });
    case 'mend':
      allowIn(batch, 'submitted');
      return { ...moved, ...act.rows, releases: [], makers: [...new Set([...batch.makers, act.hand.person])] };
    case 'pause':
      allowIn(batch, 'signing');
      return { ...moved, state: 'paused' };
    case 'resume':
      allowIn(batch, 'paused');
      return { ...moved, state: 'signing' };
    case 'retry':
      allowIn(batch, 'done', 'signing');
      if (batch.tidyAt === undefined) throw refused('Every row that is kept is a certificate.');
      return { ...moved, state: 'signing' };
    case 'cancel':
      allowIn(batch, 'submitted', 'signing', 'paused');
      return ended(moved, { state: 'cancelled' });
    case 'expire':
      allowIn(batch, 'judged', 'submitted', 'signing', 'paused', 'done');
      return batch.state === 'done' ? tidied(forgotten(moved)) : ended(moved, { state: 'expired' });
    case 'finish':
      allowIn(batch, 'signing');
      if (act.failed) return { ...forgotten(moved), state: 'done' };
      return { ...(batch.faulty > 0 ? moved : tidied(moved)), state: 'done' };
    case 'evidence':
      allowIn(batch, 'submitted', 'signing', 'paused', 'done');
      if (batch.evidence.length >= MAX_EVIDENCE) throw refused(`A batch names at most ${MAX_EVIDENCE} files.`);
      return { ...moved, tidyAt: batch.tidyAt, evidence: [...batch.evidence, act.evidence] };
    case 'close':
      if (isUnfinished(batch)) throw refused(`The batch is ${batch.state}, and more certificates may come of it.`);
      return { ...moved, tidyAt: batch.tidyAt, closedBy: act.incident };
    case 'reopen': {
      const { closedBy: _, ...open } = moved;
      return { ...open, tidyAt: batch.tidyAt };
    }
  }
}

function released(batch: Batch, { hand, hash }: Extract<BatchAct, { act: 'release' }>, at: Instant): Batch {
  allowIn(batch, 'submitted');
  if (batch.rows === batch.faulty) throw refused('There is no row that can be issued.');
  if (hash !== batch.hash) {
    throw refused('The rows are not those that you approve: the hash is another. Read the batch again.');
  }
  const needed = waitsFor(batch);
  if (needed !== hand.by) throw refused(`This batch waits for the ${needed}, not for the ${hand.by}.`);
  const releases = [...batch.releases, { ...hand, hash, at }];
  const next = { ...batch, releases };
  const then = waitsFor(next);
  if (then === hand.by) {
    throw refused('Approving takes a second person: not one who brought in or changed rows, with whatever key.');
  }
  return { ...next, state: then === undefined ? 'signing' : 'submitted' };
}

/** Its rows go, and the same file may come again. */
function ended(batch: Batch, more: Pick<Batch, 'state' | 'refusal'>): Batch {
  return { ...tidied(forgotten(batch)), ...more };
}

/** Equal submissions are another batch from now on. */
function forgotten({ contentKey: _, requestKey: __, ...batch }: Batch): Batch {
  return batch;
}

function tidied({ tidyAt: _, ...batch }: Batch): Batch {
  return batch;
}

function allowIn({ state }: Batch, ...states: readonly BatchState[]): void {
  if (!states.includes(state)) throw refused(`The batch is ${state}; this is for one that is ${states.join(' or ')}.`);
}

function refused(message: string): YinzhengError {
  return new YinzhengError('conflict', message);
}

/** Rows in one stored part. */
export const PART_ROWS = 250;

/** Some consecutive rows of a batch, as they are kept. */
export interface BatchPart {
  readonly batch: string;
  readonly agency: string;
  /** From 0; holds the rows from `part * PART_ROWS + 1` on. */
  readonly part: number;
  /** The rows, encrypted; missing in a dry run, and once nobody needs them. */
  readonly sealed?: string;
  /** What there is to say about rows, encrypted; missing where there is nothing. */
  readonly report?: string;
  /** Hash over the good rows, base64url; a link of the chain that `Batch.hash` ends. */
  readonly digest: string;
  /** How many rows could not be signed when their turn came. */
  readonly failed: number;
}

/** A row that became a certificate, signed or about to be. */
export interface BatchRow {
  readonly batch: string;
  readonly agency: string;
  /** From 1, counting rows with content. */
  readonly n: number;
  /** As the file's program shows it. */
  readonly row: number;
  readonly certificate: string;
}
