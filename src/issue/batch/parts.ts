/** How rows are kept: some hundred together, compressed and encrypted, with a hash over what will be issued of them. */
import type { BatchPart } from '../../core/batch.ts';
import type { CertificateRequest } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { encodeBase64url } from '../../lib/base64url.ts';
import { fromUtf8, sha256, utf8 } from '../../lib/bytes.ts';
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
  /** The cells as they came, by heading, of a row with a fault. */
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
    digest: await digestOf(rows),
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

/** Over exactly what will be issued of some rows: their numbers, requests and versions of templates. base64url. */
export function digestOf(rows: readonly KeptRow[]): Promise<string> {
  return hash(rows.flatMap(({ n, good }) => (good ? canonicalizeJson([n, good.version, good.request]) : [])));
}

/** Over all of some rows, good or not. */
export function contentDigestOf(rows: readonly KeptRow[]): Promise<string> {
  return hash(rows.map(({ n, good, cells }) => canonicalizeJson(good ? [n, good.request] : [n, cells ?? null])));
}

/** The hash over the digests of all parts, beginning with whose they are. */
export function chain(agency: string, digests: readonly string[]): Promise<string> {
  return hash([agency, ...digests]);
}

async function hash(lines: readonly string[]): Promise<string> {
  return encodeBase64url(await sha256(utf8(lines.join('\n'))));
}
