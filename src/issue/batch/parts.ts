/** How rows are kept: some hundred together, compressed and encrypted, with a hash over what will be issued of them. */
import type { BatchPart } from '../../core/batch.ts';
import type { CertificateRequest } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { fromUtf8, utf8 } from '../../lib/bytes.ts';
import { gunzip, gzip } from '../../lib/gzip.ts';
import { canonicalizeJson } from '../../lib/jcs.ts';
import type { RowReport } from './fault.ts';

/** A row as it is kept. */
export interface KeptRow {
  /** From 1, counting rows with content. */
  readonly n: number;
  /** As the file's program shows it. */
  readonly row: number;
  /** What will be issued, normalised, and the version of its template. Missing where there is a fault. */
  readonly good?: { readonly request: CertificateRequest; readonly version: number };
  /** The cells as they came, by heading in the order of the file, of a row with a fault; empty ones are empty texts. */
  readonly cells?: Readonly<Record<string, string | number | boolean>>;
}

/** A part unpacks to no more. */
const MAX_PART = 32 * 2 ** 20;

type Sealing = Pick<Deps, 'vault'>;

async function seal<T>({ vault }: Sealing, value: T, context: string): Promise<string> {
  return vault.sealFile(await gzip(utf8(JSON.stringify(value))), context);
}

async function open<T>({ vault }: Sealing, sealed: string | undefined, context: string): Promise<T[]> {
  if (sealed === undefined) return [];
  return JSON.parse(fromUtf8(await gunzip(await vault.openFile(sealed, context), MAX_PART))) as T[];
}

function contextOf({ batch, part }: Pick<BatchPart, 'batch' | 'part'>, what: 'rows' | 'report'): string {
  return `batch:${batch}:${part}:${what}`;
}

/**
 * Puts a part together, of nothing but what is given here: of an earlier part in its place only the place counts. `keep` is
 * false in a dry run, of which only the report stays.
 */
export async function makePart(
  deps: Sealing,
  { batch, agency, part }: Pick<BatchPart, 'batch' | 'agency' | 'part'>,
  { rows, report, keep }: { rows: readonly KeptRow[]; report: readonly RowReport[]; keep: boolean },
): Promise<BatchPart> {
  const place = { batch, agency, part };
  return {
    ...place,
    ...(keep && { sealed: await seal(deps, rows, contextOf(place, 'rows')) }),
    ...(report.length > 0 && { report: await seal(deps, report, contextOf(place, 'report')) }),
    digest: await digestOf(deps, batch, rows),
    failed: report.filter(({ failed }) => failed).length,
  };
}

/** The rows of a part; none once they were erased. */
export function openRows(deps: Sealing, part: BatchPart): Promise<KeptRow[]> {
  return open<KeptRow>(deps, part.sealed, contextOf(part, 'rows'));
}

export function openReport(deps: Sealing, part: BatchPart): Promise<RowReport[]> {
  return open<RowReport>(deps, part.report, contextOf(part, 'report'));
}

// Identity numbers are in these digests, and whoever sees a row sees all but ten digits of its number. So they are keyed; and
// those that are shown are other ones in each batch, so that nobody finds a row of one by sending guesses as another.

/** Over exactly what will be issued of some rows of a batch: their numbers, requests and versions of templates. base64url. */
export function digestOf({ vault }: Sealing, batch: string, rows: readonly KeptRow[]): Promise<string> {
  const lines = rows.flatMap(({ n, good }) => (good ? canonicalizeJson([n, good.version, good.request]) : []));
  return vault.digest(['rows', batch, ...lines].join('\n'));
}

/** Over all of some rows, good or not, in whichever batch. Under another version of their template they are others. */
export function contentDigestOf({ vault }: Sealing, rows: readonly KeptRow[]): Promise<string> {
  const lines = rows.map(({ n, good, cells }) =>
    canonicalizeJson(good ? [n, good.version, good.request] : [n, cells ?? null]),
  );
  return vault.digest(['content', ...lines].join('\n'));
}

/** The hash over the digests of all parts, beginning with whose they are. */
export function chain({ vault }: Sealing, agency: string, digests: readonly string[]): Promise<string> {
  return vault.digest(['parts', agency, ...digests].join('\n'));
}
