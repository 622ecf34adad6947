/** What a thread of `secure-threads-node.ts` does: it takes orders and tells what became of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { YinzhengError } from '../core/errors.ts';
import type { SecuringOrder } from '../core/ports.ts';
import { secureAll } from '../credential/secure.ts';
import type { Bytes } from '../lib/bytes.ts';
import { createLocalSigner } from '../signer/local.ts';
import { random } from './random-node.ts';
import type { Told } from './secure-threads-node.ts';

const { kek } = workerData as { readonly kek: Bytes };
const signer = createLocalSigner({ kek, random });
const tell = (told: Told) => parentPort?.postMessage(told);

async function outcomeOf(order: SecuringOrder): Promise<Told> {
  try {
    return { securings: await secureAll(signer, order) };
  } catch (error) {
    return { code: error instanceof YinzhengError ? error.code : undefined, message: String(Object(error).message) };
  }
}

// One after the other: what is told is about the first of those that were not told of.
let last = Promise.resolve();
parentPort?.on('message', (order: SecuringOrder) => {
  last = last.then(async () => tell(await outcomeOf(order)));
});
tell('ready');
