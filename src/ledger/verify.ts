/** Whether the events are those that were sealed: reads all of them and all blocks, side by side, once. */
import type { Deps } from '../core/deps.ts';
import type { Event } from '../core/event.ts';
import { AUTHORITY, type KeyRecord } from '../core/key.ts';
import type { Block } from '../core/ledger.ts';
import { BEGINNING, blockHash, entryOf } from './chain.ts';
import { readCheckpoint } from './checkpoint.ts';

export type FaultKind =
  /** An event is not what was sealed. */
  | 'event_edited'
  /** An event that was sealed is not there. */
  | 'event_removed'
  /** An event is there that no block has, and that does not wait for one. */
  | 'event_inserted'
  /** A block is not what was hashed and signed, or does not follow the block before. */
  | 'block_altered'
  | 'block_removed'
  /** No key of the authority that our key-encryption key opens vouches for the newest blocks. */
  | 'head_unproven'
  /** The ledger is not the one, or not all of the one, that the checkpoint tells of. */
  | 'checkpoint_missed';

export interface Fault {
  readonly kind: FaultKind;
  /** Id of the event, or number of the block. */
  readonly subject: string;
  readonly message: string;
}

export interface Findings {
  readonly faults: readonly Fault[];
  readonly blocks: number;
  readonly events: number;
  /** Events that are not sealed yet. */
  readonly waiting: number;
  readonly head: Pick<Block, 'seq' | 'hash' | 'at'> | undefined;
}

const EVENTS_AT_ONCE = 1_000;
const BLOCKS_AT_ONCE = 20;

interface Options {
  /** The JWS of an earlier head, kept elsewhere. */
  readonly checkpoint?: string | undefined;
}

/**
 * Verifies the ledger. It may be in use meanwhile. `head_unproven` needs `signer` to open the authority's keys: a key that
 * somebody with the database alone put there does not open.
 */
export async function verifyLedger(deps: Deps, { checkpoint }: Options = {}): Promise<Findings> {
  const { store } = deps;
  const keys = await store.keys(AUTHORITY);
  const reading = new Reading(deps, keys, await headIn(deps, keys, checkpoint));
  let waiting = 0;
  try {
    await reading.blocks();
    await reading.otherEvents();
    // In this order: an event that waited no longer when it was asked for is in a block that is read now.
    waiting = await reading.waiting();
    await reading.blocks();
    await reading.end();
  } catch (error) {
    // Text that is not the JSON that we write: a row that somebody else wrote. What follows it is not reached.
    if (!(error instanceof SyntaxError)) throw error;
    reading.unreadable();
  }
  const { faults, count, previous } = reading;
  const head = previous && { seq: previous.seq, hash: previous.hash, at: previous.at };
  return { faults, blocks: count, events: previous?.events ?? 0, waiting, head };
}

async function headIn({ settings }: Deps, keys: readonly KeyRecord[], checkpoint: string | undefined) {
  if (checkpoint === undefined) return undefined;
  return (await readCheckpoint(checkpoint, { keys, origin: settings.origin }))?.head ?? 'foreign';
}

class Reading {
  readonly faults: Fault[] = [];
  count = 0;
  previous: Block | undefined;
  /** Number of the newest block that a key of ours vouches for, and with it for all before. */
  #proven = 0;
  /** Events that were read and that no block had so far. */
  readonly #found = new Map<string, Event>();
  /** Entries whose event was not read so far. */
  readonly #missing = new Map<string, string>();
  #lastEvent = '';
  #reading: 'block' | 'event' = 'event';
  readonly #deps: Deps;
  #keys: readonly KeyRecord[];
  readonly #told: Awaited<ReturnType<typeof headIn>>;
  #met = false;

  constructor(deps: Deps, keys: readonly KeyRecord[], told: Awaited<ReturnType<typeof headIn>>) {
    this.#deps = deps;
    this.#keys = keys;
    this.#told = told;
  }

  #fault(kind: FaultKind, subject: string | number, message: string): void {
    this.faults.push({ kind, subject: String(subject), message });
  }

  async blocks(): Promise<void> {
    const { store } = this.#deps;
    for (;;) {
      const page = await this.#page(BLOCKS_AT_ONCE, 'block', (limit) =>
        store.blocks({ limit, after: this.previous?.seq ?? 0 }),
      );
      for (const block of page) await this.#block(block);
      if (page.length === 0) return;
    }
  }

  /** A page, or the one row before one that cannot be read, so that this one can be named. */
  async #page<T>(most: number, what: 'block' | 'event', read: (limit: number) => Promise<T[]>): Promise<T[]> {
    try {
      return await read(most);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#reading = what;
      return read(1);
    }
  }

  unreadable(): void {
    const block = this.previous?.seq ?? 0;
    if (this.#reading === 'block') this.#fault('block_altered', block + 1, `the block after ${block} cannot be read`);
    else this.#fault('event_edited', this.#lastEvent, `the event after ${this.#lastEvent} cannot be read`);
  }

  async #block(block: Block): Promise<void> {
    const { seq, entries } = block;
    const due = (this.previous?.seq ?? 0) + 1;
    if (seq !== due) this.#fault('block_removed', due, `between blocks ${due - 1} and ${seq} there is a gap`);
    else await this.#link(block);
    await this.#signature(block);
    const told = this.#told;
    if (typeof told === 'object' && told.seq === seq) this.#met = told.hash === block.hash;
    const last = entries.at(-1)?.[0] ?? '';
    while (this.#lastEvent < last) if (!(await this.#readEvents())) break;
    for (const [id, digest] of entries) await this.#entry(id, digest);
    this.previous = block;
    this.count++;
  }

  async #link(block: Block): Promise<void> {
    if ((await blockHash(this.previous?.hash ?? BEGINNING, block)) === block.hash) return;
    this.#fault('block_altered', block.seq, `block ${block.seq} is not what was hashed, or does not follow the last`);
  }

  async #signature(block: Block): Promise<void> {
    const { signer, settings, store } = this.#deps;
    const open = () => readCheckpoint(block.checkpoint, { keys: this.#keys, origin: settings.origin });
    let read = await open();
    if (!read) {
      // Perhaps by a key that came while the blocks before were read.
      this.#keys = await store.keys(AUTHORITY);
      read = await open();
    }
    const { seq, events, hash } = read?.head ?? {};
    if (!read || seq !== block.seq || events !== block.events || hash !== block.hash) {
      this.#fault('block_altered', block.seq, `block ${block.seq} is not what the authority signed`);
      return;
    }
    const opens = await signer.open(read.key).then(
      () => true,
      () => false,
    );
    if (opens) this.#proven = block.seq;
  }

  async #entry(id: string, digest: string): Promise<void> {
    const event = this.#found.get(id);
    this.#found.delete(id);
    if (!event) this.#missing.set(id, digest);
    else await this.#compare(event, digest);
  }

  async #compare(event: Event, digest: string): Promise<void> {
    const now = await entryOf(event).catch(() => undefined);
    if (now?.[1] === digest) return;
    this.#fault('event_edited', event.id, `event ${event.id} (${event.type}) is not what was sealed`);
  }

  /** False when there are no more. */
  async #readEvents(): Promise<boolean> {
    const { store } = this.#deps;
    const after = this.#lastEvent;
    const page = await this.#page(EVENTS_AT_ONCE, 'event', (limit) => store.events({ limit, after }));
    for (const event of page) this.#found.set(event.id, event);
    this.#lastEvent = page.at(-1)?.id ?? this.#lastEvent;
    return page.length > 0;
  }

  async otherEvents(): Promise<void> {
    while (await this.#readEvents());
  }

  async waiting(): Promise<number> {
    let waiting = 0;
    let after: string | undefined;
    for (;;) {
      const page = await this.#deps.store.unsealed({ limit: EVENTS_AT_ONCE, after });
      for (const { id } of page) this.#found.delete(id);
      waiting += page.length;
      after = page.at(-1)?.id;
      if (page.length < EVENTS_AT_ONCE) return waiting;
    }
  }

  async end(): Promise<void> {
    for (const [id, digest] of this.#missing) await this.#late(id, digest);
    for (const { id, type } of this.#found.values()) {
      this.#fault('event_inserted', id, `event ${id} (${type}) was never sealed and does not wait for it`);
    }
    const { seq = 0 } = this.previous ?? {};
    if (this.#proven < seq) {
      const message = `no key of the authority that opens here vouches for the blocks after ${this.#proven}`;
      this.#fault('head_unproven', seq, message);
    }
    if (this.#told === 'foreign') {
      this.#fault('checkpoint_missed', '', 'the checkpoint is not one that a key of this authority signed');
    } else if (this.#told && !this.#met) {
      const message = `the checkpoint tells of a block ${this.#told.seq} that is not in this ledger, which ends with ${seq}`;
      this.#fault('checkpoint_missed', this.#told.seq, message);
    }
  }

  /** An event whose commit ended after later ones were read is there now. */
  async #late(id: string, digest: string): Promise<void> {
    const near = await this.#deps.store.events({ limit: 17, after: id.slice(0, -1) });
    const event = near.find((one) => one.id === id);
    this.#found.delete(id);
    if (event) await this.#compare(event, digest);
    else this.#fault('event_removed', id, `event ${id} was sealed and is not there`);
  }
}
