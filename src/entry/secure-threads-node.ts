/** `Secure` over threads of this process: a core for each, while the thread that answers requests has its own. */
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Securing } from '../core/certificate.ts';
import { type ErrorCode, YinzhengError } from '../core/errors.ts';
import type { Secure, SecuringOrder } from '../core/ports.ts';
import type { Bytes } from '../lib/bytes.ts';

const THREAD = new URL('./secure-thread-node.mjs', import.meta.url);
/** Certificates in one message: enough that messages cost little, and few enough that all threads end together. */
const SLICE = 16;
/** Messages that a thread is given ahead, so that it goes on while the thread that asks is busy. */
const AHEAD = 6;
/** Threads are begun when so many certificates were signed: a process that signs a few has no use for them. */
const WORTH_IT = 50;
const MOST_THREADS = 8;
/** A thread keeps compiled shapes and the few certificates that it works on; MB. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** What a thread tells: that it is there, or what became of the first order of those that it has. */
export type Told =
  | 'ready'
  | { readonly securings: readonly Securing[] }
  | { readonly code: ErrorCode | undefined; readonly message: string };

interface Job {
  readonly order: SecuringOrder;
  resolve(securings: Promise<readonly Securing[]> | readonly Securing[]): void;
  reject(error: Error): void;
}

/**
 * A thread for each core but the one of the thread that asks, which does some of what they cannot take at once, and answers
 * others between two slices. They are given the key-encryption key through memory. Until they are there, and for what one
 * leaves behind that dies, `here` does the work in the thread that asks. Idle threads do not keep the process alive.
 */
export function secureInThreads(kek: Bytes, here: Secure, thread = THREAD): Secure {
  const queue: Job[] = [];
  /** For each thread that is there: it takes from the queue what it has room for. */
  const threads = new Set<() => void>();
  let asked = 0;
  let begun = false;
  let helping = false;

  function begin(): void {
    const worker = new Worker(thread, { workerData: { kek }, resourceLimits: LIMITS });
    worker.unref();
    const given: Job[] = [];
    const take = () => {
      for (const job of queue.splice(0, AHEAD - given.length)) {
        given.push(job);
        worker.postMessage(job.order);
      }
      if (given.length > 0) worker.ref();
      else worker.unref();
    };
    worker.on('message', (told: Told) => {
      if (told === 'ready') threads.add(take);
      else if ('securings' in told) given.shift()?.resolve(told.securings);
      else given.shift()?.reject(told.code ? new YinzhengError(told.code, told.message) : new Error(told.message));
      take();
    });
    // Whatever ends a thread, its exit follows.
    worker.on('error', () => {});
    worker.once('exit', () => {
      threads.delete(take);
      const left = threads.size === 0 ? queue.splice(0) : [];
      for (const job of [...given, ...left]) job.resolve(here(job.order));
    });
  }

  const submit = (order: SecuringOrder) =>
    new Promise<readonly Securing[]>((resolve, reject) => queue.push({ order, resolve, reject }));

  /** Does what is too much for the threads, one slice in a turn of the event loop. */
  async function help(): Promise<void> {
    if (helping) return;
    helping = true;
    for (await nextTurn(); queue.length > 0; await nextTurn()) {
      const job = queue.shift();
      job?.resolve(here(job.order));
    }
    helping = false;
  }

  return async (order) => {
    const { certificates } = order;
    asked += certificates.length;
    if (!begun && asked >= WORTH_IT) {
      begun = true;
      for (let n = Math.min(Math.max(1, availableParallelism() - 1), MOST_THREADS); n > 0; n--) begin();
    }
    if (threads.size === 0) return here(order);
    const slices: Promise<readonly Securing[]>[] = [];
    // A few are for all threads too.
    const size = Math.min(SLICE, Math.ceil(certificates.length / threads.size));
    for (let at = 0; at < certificates.length; at += size) {
      slices.push(submit({ ...order, certificates: certificates.slice(at, at + size) }));
    }
    for (const take of threads) take();
    if (queue.length > 0) void help();
    return (await Promise.all(slices)).flat();
  };
}
