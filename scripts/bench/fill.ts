import type { Deps } from '../../src/core/deps.ts';
import { uuidv7 } from '../../src/core/ids.ts';
import type { Write } from '../../src/core/ports.ts';
import { eventWrite, SYSTEM } from '../../src/core/record-event.ts';
import { SLOTS_PER_GROUP } from '../../src/core/status.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { foldSeal, unfoldSeal } from '../../src/storage/seal-parts.ts';
import type { Register } from './registers.ts';

const PER_COMMIT = 500;
const AGENCIES = 40;
const YEARS_MS = 3 * 365 * 86_400_000;
/** Numbers to look up later. */
const REMEMBERED = 10_000;

/**
 * Fills a register with rows of certificates that were issued over the last three years by other agencies, or by the one
 * that is named: what `issue` writes, with the document and the signatures of one genuine certificate. Returns rows per
 * second.
 */
export async function fill({ deps, sample, numbers }: Register, rows: number, only?: string): Promise<number> {
  const began = performance.now();
  const first = deps.clock() - YEARS_MS;
  let at = first;
  const then = { clock: () => at, random: deps.random };
  for (let n = 0; n < rows; ) {
    const writes: Write[] = [];
    for (const end = Math.min(rows, n + PER_COMMIT); n < end; n++) {
      at = first + Math.floor((n / rows) * YEARS_MS);
      const made = certificateWrites(then, sample, n, only);
      writes.push(...made.writes);
      if (n % Math.ceil(rows / REMEMBERED) === 0) numbers.push(made.number);
    }
    await deps.store.commit(writes);
  }
  return (rows * 1000) / (performance.now() - began);
}

function certificateWrites(deps: Pick<Deps, 'clock' | 'random'>, sample: Register['sample'], n: number, only?: string) {
  const { securing, signedAt: _, ...prepared } = sample;
  const id = uuidv7(deps.clock, deps.random);
  const person = uuidv7(deps.clock, deps.random);
  const at = deps.clock();
  const ofAgency = only === undefined ? Math.floor(n / AGENCIES) : n;
  const agency = only ?? `S000033${900_000 + (n % AGENCIES)}`;
  const number = `${agency}26${1 + Math.floor(ofAgency / 1e6)}${String(ofAgency % 1e6).padStart(6, '0')}`;
  const slot = { agency, group: 1 + Math.floor(ofAgency / SLOTS_PER_GROUP), index: ofAgency % SLOTS_PER_GROUP };
  const row = { ...prepared, ...slot, id, number, person, preparedAt: at };
  const certificate = { ...row, document: documentOf(sample, row) };
  const happening = { subject: id, owner: agency, data: { number } };
  const blindIndex = encodeBase64url(deps.random(32));
  const sealedIdentity = encodeBase64url(deps.random(160));
  const writes: Write[] = [
    { write: 'person.add', person: { id: person, agency, blindIndex, sealedIdentity, createdAt: at } },
    { write: 'certificate.prepare', certificate },
    eventWrite(deps, SYSTEM, 'certificate.prepared', happening),
    { write: 'certificate.sign', certificate, securing: { ...securing, seal: sealOf(sample, row) }, at },
    eventWrite(deps, SYSTEM, 'certificate.signed', happening),
  ];
  return { number, writes };
}

/** Text and seal that say what the row says, so that they take as much room as genuine ones. */
type Row = Omit<Register['sample'], 'document' | 'securing' | 'signedAt'>;

function documentOf(sample: Register['sample'], { id, number, agency, index }: Row): string {
  return sample.document
    .replaceAll(sample.number, number)
    .replaceAll(sample.id, id)
    .replaceAll(sample.agency, agency)
    .replaceAll(`#${sample.index}"`, `#${index}"`)
    .replaceAll(`"${sample.index}"`, `"${index}"`);
}

function sealOf(sample: Register['sample'], row: Row): string {
  const parts = unfoldSeal(sample.securing.seal, sample);
  if (!parts) throw new Error('a genuine seal says what its row says');
  return foldSeal(parts, row);
}
