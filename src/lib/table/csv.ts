import { streamCsvRows } from 'hucre/csv';
import { headed } from './headed.ts';
import { type Row, TableError } from './row.ts';
import { decoded } from './text.ts';

/** No record of an exam is nearly as long; an opening quote without an end would swallow the rest of the file. */
const MAX_RECORD = 64 * 1024;
const DELIMITERS = [',', ';', '\t'];

/**
 * The records of a CSV file (RFC 4180), delimited by comma, semicolon or tab: whichever its first line has most of. Lines
 * end with CR LF, LF or CR. Numbers count records, as spreadsheets do.
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>, charset?: string): AsyncGenerator<Row> {
  const toRow = headed();
  let row = 0;
  for await (const { text, delimiter } of wholeRecords(unixLines(decoded(bytes, charset)))) {
    for (const cells of streamCsvRows(text, { delimiter, skipBom: false })) {
      const made = toRow(
        ++row,
        cells.map((cell) => (typeof cell === 'string' ? plain(cell) : null)),
      );
      if (made) yield made;
    }
  }
}

/** People write `="0123"` to keep Excel from making a number of it. */
function plain(cell: string): string {
  return /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;
}

/** Every line end as LF. */
async function* unixLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const text of texts) {
    const all = held + text;
    // The LF of a CR LF may be yet to come.
    held = all.endsWith('\r') ? '\r' : '';
    yield (held ? all.slice(0, -1) : all).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  }
  if (held) yield '\n';
}

/** The text in pieces that end where a record ends: a parser of whole texts then reads each by itself. */
async function* wholeRecords(texts: AsyncIterable<string>): AsyncGenerator<{ text: string; delimiter: string }> {
  let delimiter: string | undefined;
  let scan: ((text: string) => number) | undefined;
  let held = '';
  for await (const text of texts) {
    held += text;
    if (!delimiter || !scan) {
      if (!held.includes('\n') && held.length <= MAX_RECORD) continue;
      delimiter = delimiterOf(held);
      scan = recordEnds(delimiter);
    }
    const end = scan(held);
    if (end > 0) {
      yield { text: held.slice(0, end), delimiter };
      held = held.slice(end);
    }
    if (held.length > MAX_RECORD) throw tooLong(held);
  }
  if (held === '') return;
  delimiter ??= delimiterOf(held);
  (scan ?? recordEnds(delimiter))(`${held}\n`) > 0 ? yield { text: held, delimiter } : refuse(held);
}

function refuse(record: string): never {
  throw tooLong(record);
}

function tooLong(record: string): TableError {
  const quoted = record.includes('"');
  return quoted
    ? new TableError('quote', 'has a quotation mark that opens a cell and is never closed')
    : new TableError('row_too_long', `has a row of more than ${MAX_RECORD} characters`);
}

function delimiterOf(text: string): string {
  const line = text.slice(0, MAX_RECORD).split('\n', 1)[0] ?? '';
  const counts = DELIMITERS.map((one) => line.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * Gives the place behind the last record that is complete. A quotation mark opens a cell only where the cell begins, and
 * two of them within are one that is meant.
 */
function recordEnds(delimiter: string): (text: string) => number {
  return (text) => {
    const marks = new RegExp(`["\\n${delimiter}]`, 'g');
    let quoted = false;
    let cell = 0;
    let end = 0;
    for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
      const at = mark.index;
      if (mark[0] === '"') {
        if (!quoted) quoted = at === cell;
        else if (text[at + 1] === '"') marks.lastIndex++;
        else quoted = false;
      } else if (!quoted) {
        cell = at + 1;
        if (mark[0] === '\n') end = cell;
      }
    }
    return end;
  };
}
