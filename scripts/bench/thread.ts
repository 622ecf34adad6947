import { Worker } from 'node:worker_threads';

/** What a module (its URL) tells that runs in a thread of its own and finds `given` in its `workerData`. */
export function inThread<Told>(module: string, given: unknown): Promise<Told> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(module), { workerData: given });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
