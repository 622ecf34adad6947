/** What all cores of the machine do at once of nothing but signatures: a thread for each. */
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { inThread } from './thread.ts';

/** `three`: the signatures of one certificate, Ed25519 and twice ES256. */
export type Work = 'three' | 'verify Ed25519';

/** Per second. */
export async function allCores(work: Work, seconds: number): Promise<number> {
  const rates = Array.from({ length: availableParallelism() }, () =>
    inThread<number>(import.meta.url, { work, seconds }),
  );
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}

if (!isMainThread && parentPort) {
  const { work, seconds } = workerData as { work: Work; seconds: number };
  parentPort.postMessage(measured(work, seconds));
}

function measured(work: Work, seconds: number): number {
  const data = new Uint8Array(64).fill(7);
  const ed = generateKeyPairSync('ed25519');
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { key: ec.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const signature = sign(null, data, ed.privateKey);
  const run =
    work === 'three'
      ? () => [sign(null, data, ed.privateKey), sign('sha256', data, key), sign('sha256', data, key)]
      : () => verify(null, data, ed.publicKey, signature);
  for (let time = 0; time < 500; time++) run();
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < seconds * 1000; done += 10) for (let time = 0; time < 10; time++) run();
  return (done * 1000) / (performance.now() - began);
}
