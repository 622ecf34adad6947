/** What an archive may unpack to is looked at before anything of it is kept: a few kilobytes can hold gigabytes. */
import { concat } from '../bytes.ts';
import { TableError } from './row.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const HEADER = 0x04034b50;
/** Unpacked bytes of a sheet, of all sheets, and of all that is parsed as a whole (texts, styles, relations). */
const MAX_SHEET = 64 * 2 ** 20;
const MAX_SHEETS = 2 * MAX_SHEET;
const MAX_OTHER = 16 * 2 ** 20;
const MAX_CELLS_IN_ROW = 256;
/** In all sheets, without content or with: what one sheet can have, says ECMA-376; and 50,000 rows of 80 cells. */
const MAX_ROWS = 2 ** 20;
const MAX_CELLS = 2 ** 22;
/** Where a size or a place is not stated, but in the fields of ZIP64. */
const ELSEWHERE = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
  /** Where the directory has the name. */
  readonly nameAt: number;
}

/**
 * Throws `TableError`: `not_xlsx` for what is no archive of plain entries, `zip64` for one in that form, `too_large` for one
 * whose parts unpack to more than there is memory for, or whose sheets have cells, and `too_many_rows` for one whose sheets
 * have rows, that no exam has. Sizes that the archive states are tested. Parts that
 * no table needs (pictures, order of calculation) lose their names in `archive`: whoever reads it finds only what was looked
 * at, whatever relations say. Gives the part that lists the sheets, if it is where every program puts it.
 */
export async function checkWorkbook(archive: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let [sheets, other] = [0, 0];
  const seen = { rows: 0, cells: 0 };
  let workbook: Uint8Array[] | undefined;
  for (const entry of entriesOf(view, archive)) {
    if (!/\.(?:xml|rels)$/i.test(entry.name) || entry.name === 'xl/calcChain.xml') {
      archive.fill(0, entry.nameAt, entry.nameAt + entry.name.length);
      continue;
    }
    const isSheet = /^\/?xl\/worksheets\//i.test(entry.name);
    const kept: Uint8Array[] | undefined = /^\/?xl\/workbook\.xml$/i.test(entry.name) ? [] : undefined;
    const limit = isSheet ? Math.min(MAX_SHEET, MAX_SHEETS - sheets) : MAX_OTHER - other;
    const size = await measured(view, archive, entry, { limit, kept, seen });
    if (isSheet) sheets += size;
    else other += size;
    workbook ??= kept;
  }
  return workbook && concat(...workbook);
}

function entriesOf(view: DataView, archive: Uint8Array): Entry[] {
  let end = archive.length - 22;
  const earliest = Math.max(0, archive.length - 65_557);
  while (end >= earliest && view.getUint32(end, true) !== END) end--;
  if (end < earliest) throw notXlsx();
  const entries: Entry[] = [];
  let left = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  // Then another directory, of ZIP64, would be the one that counts.
  if (left === 0xffff || length === ELSEWHERE || at === ELSEWHERE) throw zip64();
  try {
    for (; left > 0; left--) {
      if (view.getUint32(at, true) !== ENTRY) throw notXlsx();
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + (nameLength ?? 0)));
      const method = view.getUint16(at + 10, true);
      const [packed = 0, unpacked = 0, header = 0] = [20, 24, 42].map((offset) => view.getUint32(at + offset, true));
      if ([packed, unpacked, header].includes(ELSEWHERE)) throw zip64();
      entries.push({ name, method, packed, unpacked, at: header, nameAt: at + 46 });
      at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
    }
  } catch (cause) {
    throw cause instanceof TableError ? cause : notXlsx();
  }
  return entries;
}

/** Unpacks an entry without keeping it, unless it is asked for, and gives its size. */
async function measured(
  view: DataView,
  archive: Uint8Array<ArrayBuffer>,
  { method, packed, unpacked, at }: Entry,
  { limit, kept, seen }: { limit: number; kept: Uint8Array[] | undefined; seen: Seen },
): Promise<number> {
  if (at + 30 > archive.length || view.getUint32(at, true) !== HEADER) throw notXlsx();
  if (unpacked > limit) throw tooLarge();
  const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const stored = archive.subarray(begin, begin + packed);
  // A part that states no size would be unpacked without a bound by whoever believes it.
  if (method === 8 && unpacked === 0) throw notXlsx();
  const stream = new Blob([stored]).stream();
  const plain = method === 8 ? stream.pipeThrough(new DecompressionStream('deflate-raw')) : stream;
  // A sheet may be anywhere.
  const refused = cellCounter(seen);
  const reader = plain.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw notXlsx();
    });
    if (done) return size;
    size += value.length;
    kept?.push(value);
    const error = refused(value) ?? (size > limit ? tooLarge() : undefined);
    if (error) {
      await reader.cancel().catch(() => undefined);
      throw error;
    }
  }
}

/** How the tag of a cell or a row begins. Bytes of a prefix beyond ASCII may look like spaces. */
const NAME = /<(?:[^<>/: \t\r\n]*:)?(c|row)(?=[\s/>])/g;
/** A tag of a cell, up to its end. */
const TAG = /^<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/;
/** Where a cell says that it stands: in the last column or before it. */
const PLACE = /\sr\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const IN_BOUNDS = /^(?:[A-H]?[A-Z]|I[A-V])\d{1,7}$/;
/** Characters of a cell's tag; those that programs write have some thirty. */
const MAX_TAG = 400;

/** Rows and cells of all sheets so far. */
interface Seen {
  rows: number;
  cells: number;
}

/**
 * Looks at the cells of a sheet as its text comes: how many there are, how many a row has, and how far to the right they stand.
 * One cell far out makes a row as long as many do, and rows without any take as long to read as others.
 */
function cellCounter(seen: Seen): (bytes: Uint8Array) => TableError | undefined {
  const decoder = new TextDecoder('latin1');
  let tail = '';
  let cells = 0;
  return (bytes) => {
    const text = tail + decoder.decode(bytes);
    tail = '';
    for (const { index, 1: name } of text.matchAll(NAME)) {
      if (name === 'row') {
        cells = 0;
        if (++seen.rows > MAX_ROWS) return tooManyRows();
        continue;
      }
      const tag = TAG.exec(text.slice(index, index + MAX_TAG))?.[0];
      if (tag === undefined && text.length - index < MAX_TAG) {
        tail = text.slice(index);
        return undefined;
      }
      if (tag === undefined || ++cells > MAX_CELLS_IN_ROW || !isNear(tag)) return notNarrow();
      if (++seen.cells > MAX_CELLS) return tooManyCells();
    }
    // A tag that is cut is read with the next part. A `<` this near to the end was looked at if its name was whole.
    const open = text.slice(Math.max(0, text.lastIndexOf('<')));
    tail = open[0] !== '<' || /^<[^<>/ \t\r\n]+[ \t\r\n/]|>/.test(open) ? '' : open;
    return tail.length > MAX_TAG ? notNarrow() : undefined;
  };
}

function isNear(tag: string): boolean {
  return [...tag.matchAll(PLACE)].every(([, one, other]) => IN_BOUNDS.test(one ?? other ?? ''));
}

function notXlsx(): TableError {
  return new TableError('not_xlsx', 'is not a workbook that can be read; save it as .xlsx without a password');
}

function zip64(): TableError {
  const message =
    'is a workbook in ZIP64 form, which is not read here; open it in Excel or LibreOffice and save it anew as .xlsx';
  return new TableError('zip64', message);
}

function tooManyRows(): TableError {
  const message = `has more than ${MAX_ROWS} rows with the empty ones: delete all rows below the last that is needed`;
  return new TableError('too_many_rows', message);
}

function tooManyCells(): TableError {
  const message = `has more than ${MAX_CELLS} cells with the empty ones: delete all rows and columns behind the last that is needed`;
  return new TableError('too_large', message);
}

function notNarrow(): TableError {
  const message = `has cells beyond its column IV, the ${MAX_CELLS_IN_ROW}th: delete all columns behind the last that is needed`;
  return new TableError('too_large', message);
}

function tooLarge(): TableError {
  return new TableError('too_large', 'unpacks to more than an exam can have');
}
