/** What an archive may unpack to is looked at before anything of it is kept: a few kilobytes can hold gigabytes. */
import { concat } from '../bytes.ts';
import { TableError } from './row.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const HEADER = 0x04034b50;
/** Unpacked bytes of the sheets, and of all that is parsed as a whole (texts, styles, relations). */
const MAX_SHEET = 64 * 2 ** 20;
const MAX_OTHER = 16 * 2 ** 20;
const MAX_CELLS_IN_ROW = 256;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
}

/**
 * Throws `TableError`: `not_xlsx` for what is no archive of plain entries, `too_large` for one whose parts unpack to more
 * than there is memory for, or whose sheets have rows that no exam has. Sizes that the archive states are tested.
 * Gives the part that lists the sheets, if it is where every program puts it.
 */
export async function checkWorkbook(archive: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let other = 0;
  let workbook: Uint8Array[] | undefined;
  for (const entry of entriesOf(view, archive)) {
    if (!/\.(?:xml|rels)$/i.test(entry.name)) continue;
    const isSheet = /^\/?xl\/worksheets\//i.test(entry.name);
    const kept: Uint8Array[] | undefined = /^\/?xl\/workbook\.xml$/i.test(entry.name) ? [] : undefined;
    const limit = isSheet ? MAX_SHEET : MAX_OTHER - other;
    const size = await measured(view, archive, entry, { limit, isSheet, kept });
    if (!isSheet) other += size;
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
  let at = view.getUint32(end + 16, true);
  try {
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      if (view.getUint32(at, true) !== ENTRY) throw notXlsx();
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
      const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + (nameLength ?? 0)));
      const method = view.getUint16(at + 10, true);
      const [packed = 0, unpacked = 0, header = 0] = [20, 24, 42].map((offset) => view.getUint32(at + offset, true));
      entries.push({ name, method, packed, unpacked, at: header });
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
  { limit, isSheet, kept }: { limit: number; isSheet: boolean; kept: Uint8Array[] | undefined },
): Promise<number> {
  if (at + 30 > archive.length || view.getUint32(at, true) !== HEADER) throw notXlsx();
  if (unpacked > limit) throw tooLarge();
  const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const stored = archive.subarray(begin, begin + packed);
  // A part that states no size would be unpacked without a bound by whoever believes it.
  if (method === 8 && unpacked === 0) throw notXlsx();
  const stream = new Blob([stored]).stream();
  const plain = method === 8 ? stream.pipeThrough(new DecompressionStream('deflate-raw')) : stream;
  const count = isSheet ? cellCounter() : undefined;
  const reader = plain.getReader();
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw notXlsx();
    });
    if (done) return size;
    size += value.length;
    kept?.push(value);
    if (size > limit || count?.(value) === 'too many') {
      await reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
  }
}

/** Counts the cells of each row in the text of a sheet, as it comes. */
function cellCounter(): (bytes: Uint8Array) => 'few' | 'too many' {
  const decoder = new TextDecoder('latin1');
  let tail = '';
  let cells = 0;
  return (bytes) => {
    const text = tail + decoder.decode(bytes);
    for (const [, tag] of text.matchAll(/<(?:\w{1,20}:)?(c|row)[\s/>]/g)) {
      cells = tag === 'row' ? 0 : cells + 1;
      if (cells > MAX_CELLS_IN_ROW) return 'too many';
    }
    // A tag that is cut is read with the next part. A `<` this near to the end was counted if its tag was whole.
    const open = text.lastIndexOf('<');
    tail = open === -1 || /^<(?:\w{1,20}:)?\w+[\s/>]/.test(text.slice(open)) ? '' : text.slice(open).slice(0, 30);
    return 'few';
  };
}

function notXlsx(): TableError {
  return new TableError('not_xlsx', 'is not a workbook that can be read; save it as .xlsx without a password');
}

function tooLarge(): TableError {
  return new TableError('too_large', 'unpacks to more than an exam can have');
}
