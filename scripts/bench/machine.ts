/** The machine, and what it can do without us. */
import { randomFillSync } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary.ts';
import { perSecond } from './rate.ts';

export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpu?.model.trim()}, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

export interface Raw {
  readonly title: string;
  /** Per second, one after the other and 16 at a time. */
  readonly alone: number;
  readonly together?: number;
}

const ALGORITHMS = [
  ['Ed25519', { name: 'Ed25519' }, { name: 'Ed25519' }],
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
] as const;

/** Signatures over 256 bytes, and synced writes of 4 KiB to the disk of the temporary folder. */
export async function rawRates(seconds: number): Promise<Raw[]> {
  const rates: Raw[] = [];
  const bytes = crypto.getRandomValues(new Uint8Array(256));
  for (const [title, generate, use] of ALGORITHMS) {
    const keys = (await crypto.subtle.generateKey(generate, false, ['sign', 'verify'])) as CryptoKeyPair;
    const signature = await crypto.subtle.sign(use, keys.privateKey, bytes);
    const sign = () => crypto.subtle.sign(use, keys.privateKey, bytes);
    const verify = () => crypto.subtle.verify(use, keys.publicKey, signature, bytes);
    for (const [verb, run] of [
      ['sign', sign],
      ['verify', verify],
    ] as const) {
      const once = () => run().then(() => 1);
      const [alone, together] = [await perSecond(seconds, 1, once), await perSecond(seconds, 16, once)];
      rates.push({ title: `${title} ${verb}`, alone, together });
    }
  }
  return [...rates, { title: 'synced write of 4 KiB', alone: syncedWrites(seconds) }];
}

function syncedWrites(seconds: number): number {
  const folder = temporaryFolder('sync');
  const file = openSync(join(folder, 'sync'), 'w');
  const block = randomFillSync(new Uint8Array(4096));
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < seconds * 1000; done++) {
    writeSync(file, block);
    fdatasyncSync(file);
  }
  const rate = (done * 1000) / (performance.now() - began);
  closeSync(file);
  rmSync(folder, { recursive: true });
  return rate;
}
