/** The rows of a file that was handed in: what each wants to have verified. */
import type { Received, RowFault, SubmittedRow } from '../../core/verification.ts';
import { headingFinder } from '../../lib/table/headings.ts';
import type { Cell } from '../../lib/table/row.ts';
import { readTable, readValues } from '../../lib/table/table.ts';

/** Most rows of one file. */
export const MAX_ROWS = 50_000;
/** Of a credential as JSON; the strict parser's own bound. */
const MAX_DEPTH = 64;

const columnOf = headingFinder([
  {
    name: 'credential',
    headings: [
      'certificate',
      'qr',
      'qrCode',
      'code',
      'jwt',
      'link',
      '证书',
      '电子证书',
      '二维码',
      '二维码文字',
      '证书链接',
    ],
  },
  { name: 'number', headings: ['certificateNumber', '证书编号', '编号', '证书号'] },
  { name: 'name', headings: ['holderName', '姓名', '持证人', '持证人姓名'] },
]);

export interface SubmittedFile {
  readonly format: Received['format'];
  readonly bytes: AsyncIterable<Uint8Array>;
  /** For CSV, if the sender named it. */
  readonly charset?: string | undefined;
}

/** The rows in order. Throws `TableError`, after the rows before the place that is broken. */
export async function* submittedRows({ format, bytes, charset }: SubmittedFile): AsyncGenerator<SubmittedRow> {
  if (format === 'ndjson') {
    for await (const line of readValues(bytes, { maxRows: MAX_ROWS, maxDepth: MAX_DEPTH })) {
      yield { row: line.row, ...('fault' in line ? { fault: line.fault } : ofValue(line.value)) };
    }
    return;
  }
  const isKnown = (heading: string) => columnOf(heading) !== undefined;
  for await (const { row, cells, fault } of readTable(format, bytes, { maxRows: MAX_ROWS, charset, isKnown })) {
    yield { row, ...(fault ? { fault: fault === 'not_an_object' ? 'shape' : fault } : ofCells(cells)) };
  }
}

type Wanted =
  | { readonly presented: string | Readonly<Record<string, unknown>> }
  | { readonly number: string; readonly name: string }
  | { readonly fault: RowFault };

const SHAPE: Wanted = { fault: 'shape' };

/** Columns that are not ours are passed over: people send the files that they have. */
function ofCells(cells: ReadonlyMap<string, Cell>): Wanted {
  const own = new Map<string, string>();
  for (const [heading, cell] of cells) {
    const column = columnOf(heading);
    if (column === undefined) continue;
    if ((typeof cell !== 'string' && typeof cell !== 'number') || own.has(column)) return SHAPE;
    own.set(column, String(cell));
  }
  return wanted(own.get('credential'), own.get('number'), own.get('name'));
}

/** A text, a credential, `{credential}`, or `{number, name}`. */
function ofValue(value: unknown): Wanted {
  if (typeof value === 'string') return wanted(value, undefined, undefined);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return SHAPE;
  const object = value as Readonly<Record<string, unknown>>;
  if ('@context' in object || 'verifiableCredential' in object) return { presented: object };
  const { credential, number, name } = object;
  if (typeof credential === 'object' && credential !== null && number === undefined && name === undefined) {
    return { presented: credential as Readonly<Record<string, unknown>> };
  }
  const texts = [credential, number, name].every((text) => text === undefined || typeof text === 'string');
  return texts ? wanted(credential as string, number as string, name as string) : SHAPE;
}

/** A certificate and a name beside it is a certificate: it says itself whose it is. */
function wanted(credential: string | undefined, number: string | undefined, name: string | undefined): Wanted {
  if (credential) return { presented: credential };
  return number && name ? { number, name } : SHAPE;
}
