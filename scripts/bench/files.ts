/** Files of certificates, verified as the service does it: taken in, worked on chunk by chunk, reported. */
import type { Actor } from '../../src/core/actor.ts';
import type { Deps } from '../../src/core/deps.ts';
import { work } from '../../src/entry/work.ts';
import { runOneChunk } from '../../src/jobs/run-chunk.ts';
import { utf8 } from '../../src/lib/bytes.ts';
import { requestVerification } from '../../src/verify/many/request.ts';

/** Who has no limits. */
const OFFICER: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'bench', key: '-' };

/** An NDJSON file of so many rows, taken from those in turns. */
export function fileOf(rows: number, ofRows: readonly unknown[]): string {
  return Array.from({ length: rows }, (_, n) => `${JSON.stringify(ofRows[n % ofRows.length])}\n`).join('');
}

/** Has a file verified to its report. Throws if a row is not valid. Returns the seconds of taking it in and of the work. */
export async function verifyFile(
  deps: Deps,
  file: string,
): Promise<{ readonly takingIn: number; readonly working: number }> {
  const began = performance.now();
  const asked = { purpose: 'audit', format: 'ndjson', bytes: pieces(file) } as const;
  const { id } = (await requestVerification(deps, OFFICER, asked)).file;
  const taken = performance.now();
  const { handlers } = work();
  for (;;) {
    const job = await runOneChunk(deps, handlers, { holder: 'bench', leaseMs: 60_000 });
    if (!job) throw new Error('the job did not come to its end');
    const { report } = (await deps.store.verification(id)) ?? {};
    if (report === undefined) continue;
    const { counts } = JSON.parse(atob((report.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
      .credentialSubject.report as { counts: object };
    if (Object.keys(counts).join() !== 'valid') throw new Error(`genuine certificates are ${JSON.stringify(counts)}`);
    return { takingIn: (taken - began) / 1000, working: (performance.now() - taken) / 1000 };
  }
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = utf8(text);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
