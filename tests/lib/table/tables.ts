/** Reading tables in tests: whole texts and workbooks in, plain rows out. */
import type { Cell } from '../../../src/lib/table/row.ts';
import { readTable, type TableFormat, type TableOptions } from '../../../src/lib/table/table.ts';

/** The bytes in parts of `size`. */
export async function* parts(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) yield bytes.subarray(at, at + size);
}

export interface ReadRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly fault?: string;
}

export async function rowsOf(
  format: TableFormat,
  file: string | Uint8Array,
  { size, ...options }: Partial<TableOptions> & { readonly size?: number } = {},
): Promise<ReadRow[]> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const rows: ReadRow[] = [];
  for await (const { row, cells, fault } of readTable(format, parts(bytes, size), {
    maxRows: 1_000,
    isKnown: () => true,
    ...options,
  })) {
    rows.push({ row, cells: Object.fromEntries(cells), ...(fault && { fault }) });
  }
  return rows;
}

/** Text as GBK: every pair of bytes is decoded once, and the table read backwards. */
export function gbk(text: string): Uint8Array<ArrayBuffer> {
  gbkPairs ??= pairs();
  const bytes: number[] = [];
  for (const character of text) {
    const pair = gbkPairs.get(character);
    if (pair) bytes.push(...pair);
    else if (character < '\x80') bytes.push(character.charCodeAt(0));
    else throw new RangeError(`GBK has no ${character}`);
  }
  return Uint8Array.from(bytes);
}

let gbkPairs: Map<string, readonly [number, number]> | undefined;

function pairs(): Map<string, readonly [number, number]> {
  const decoder = new TextDecoder('gbk');
  const found = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if ([...text].length === 1 && text !== '\ufffd' && !found.has(text)) found.set(text, [lead, trail]);
    }
  }
  return found;
}

/** An archive of one kind of entry, written by hand so that its sizes can lie. */
export async function zip(
  entries: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly claims?: number }[],
): Promise<Uint8Array<ArrayBuffer>> {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, claims = bytes.length } of entries) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const packed = Buffer.from(await new Response(stream).arrayBuffer());
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    for (const [header, shift] of [
      [local, 0],
      [entry, 2],
    ] as const) {
      header.writeUInt16LE(20, 4 + shift);
      header.writeUInt16LE(8, 8 + shift);
      header.writeUInt32LE(packed.length, 18 + shift);
      header.writeUInt32LE(claims, 22 + shift);
      header.writeUInt16LE(name.length, 26 + shift);
    }
    local.write(name, 30, 'latin1');
    entry.writeUInt32LE(at, 42);
    entry.write(name, 46, 'latin1');
    locals.push(local, packed);
    central.push(entry);
    at += local.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
}

/**
 * A workbook with cells that no library writes: `<row>` elements of each sheet, the attribute that hides it, and what else the
 * archive has. Style 1 is a day.
 */
export function workbookOf(
  ...sheets: readonly {
    readonly rows: string;
    readonly state?: 'hidden' | 'veryHidden';
    readonly relation?: string;
    readonly parts?: Readonly<Record<string, string>>;
  }[]
): Promise<Uint8Array<ArrayBuffer>> {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (all: readonly string[]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations([relation('r', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets
      .map(({ state }, n) => `<sheet name="s${n}" sheetId="${n + 1}"${state ? ` state="${state}"` : ''} r:id="r${n}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      relation('styles', 'styles', 'styles.xml'),
      ...sheets.map((_, n) => relation(`r${n}`, 'worksheet', `worksheets/sheet${n}.xml`)),
      ...sheets.flatMap((sheet) => sheet.relation ?? []),
    ]),
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  for (const [n, { rows, parts: more }] of sheets.entries()) {
    Object.assign(parts, more);
    parts[`xl/worksheets/sheet${n}.xml`] = `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
  }
  return zip(
    Object.entries(parts).map(([name, text]) => ({
      name,
      bytes: new Uint8Array(Buffer.from(`<?xml version="1.0"?>${text}`)),
    })),
  );
}

/** A `<row>` of cells: texts, and elements as they are. */
export function sheetRow(at: number, cells: readonly string[]): string {
  const xml = cells.map((cell, n) => {
    const place = `${String.fromCharCode(65 + n)}${at}`;
    return cell.startsWith('<c')
      ? cell.replace('<c', `<c r="${place}"`)
      : `<c r="${place}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${at}">${xml.join('')}</row>`;
}
