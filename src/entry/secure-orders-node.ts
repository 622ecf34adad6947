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

parentPort?.on('message', async (order: SecuringOrder) => {
  try {
    tell({ securings: await secureAll(signer, order) });
  } catch (error) {
    tell({ code: error instanceof YinzhengError ? error.code : undefined, message: String(Object(error).message) });
  }
});
tell('ready');
