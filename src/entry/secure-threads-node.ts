/** `Secure` over threads of this process: a core for each, while the thread that answers requests has its own. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Securing } from '../core/certificate.ts';
import { type ErrorCode, YinzhengError } from '../core/errors.ts';
import type { Secure, SecuringOrder } from '../core/ports.ts';
import type { Bytes } from '../lib/bytes.ts';

const THREAD = new URL('./secure-thread-node.ts', import.meta.url);
/** Certificates in one message: enough that messages cost little, and few enough that all threads end together. */
const SLICE = 50;
/** Threads are begun when so many certificates were signed: a process that signs a few has no use for them. */
const WORTH_IT = 50;
const MOST_THREADS = 8;
/** A thread keeps compiled shapes and the few certificates that it works on; MB. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** What a thread tells: that it is there, or what became of the order that it was given. */
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
 * A thread for each core but the one of the thread that asks, which is as busy as they are. They are given the
 * key-encryption key through memory. Until they are there, and for what one leaves behind that dies, `here` does the work
 * in the thread that asks. Idle threads do not keep the process alive.
 */
export function secureInThreads(kek: Bytes, here: Secure, thread = THREAD): Secure {
  const queue: Job[] = [];
  const idle = new Set<() => void>();
  let asked = 0;
  let ready = 0;
  let begun = false;

  function begin(): void {
    const worker = new Worker(thread, { workerData: { kek }, resourceLimits: LIMITS });
    worker.unref();
    let job: Job | undefined;
    let there = false;
    const work = () => {
      idle.delete(work);
      job = queue.shift();
      if (job) {
        worker.ref();
        worker.postMessage(job.order);
      } else {
        worker.unref();
        idle.add(work);
      }
    };
    worker.on('message', (told: Told) => {
      if (told === 'ready') {
        there = true;
        ready++;
      } else if ('securings' in told) job?.resolve(told.securings);
      else job?.reject(told.code ? new YinzhengError(told.code, told.message) : new Error(told.message));
      work();
    });
    // Whatever ends a thread, its exit follows.
    worker.on('error', () => {});
    worker.once('exit', () => {
      idle.delete(work);
      if (there) ready--;
      const left = ready === 0 ? queue.splice(0) : [];
      for (const one of job ? [job, ...left] : left) one.resolve(here(one.order));
    });
  }

  const submit = (order: SecuringOrder) =>
    new Promise<readonly Securing[]>((resolve, reject) => {
      queue.push({ order, resolve, reject });
      const [work] = idle;
      work?.();
    });

  return async (order) => {
    const { certificates } = order;
    asked += certificates.length;
    if (!begun && asked >= WORTH_IT) {
      begun = true;
      for (let n = Math.min(Math.max(1, availableParallelism() - 1), MOST_THREADS); n > 0; n--) begin();
    }
    if (ready === 0) return here(order);
    const slices: Promise<readonly Securing[]>[] = [];
    // A few are for all threads too.
    const size = Math.min(SLICE, Math.ceil(certificates.length / ready));
    for (let at = 0; at < certificates.length; at += size) {
      slices.push(submit({ ...order, certificates: certificates.slice(at, at + size) }));
    }
    return (await Promise.all(slices)).flat();
  };
}
