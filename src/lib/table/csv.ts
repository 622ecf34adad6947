import { streamCsvRows } from 'hucre/csv';
import { type Line, MAX_ABOVE, MAX_RECORD } from './headed.ts';
import { TableError } from './row.ts';
import { decoded } from './text.ts';

const DELIMITERS = [',', ';', '\t'];
/** What Excel itself writes to say what delimits the rest. */
const SEP = /^sep=([,;\t])(?:\n|$)/i;

export interface CsvOptions {
  readonly isKnown: (heading: string) => boolean;
  readonly charset?: string | undefined;
}

/**
 * The records of a CSV file (RFC 4180), delimited by comma, semicolon or tab: whichever parts most of the headings that
 * are known, or is named by a first line `sep=;`, which Excel heeds. Lines end with CR LF, LF or CR. Numbers count records,
 * as spreadsheets do.
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  { isKnown, charset }: CsvOptions,
): AsyncGenerator<Line> {
  let row = 0;
  for await (const { text, delimiter } of wholeRecords(unixLines(decoded(bytes, charset)), isKnown)) {
    // What we put before a formula is no part of a name in a file of ours that comes back.
    for (const cells of streamCsvRows(text, { delimiter, skipBom: false, unescapeFormulae: true })) {
      row++;
      if (row === 1 && SEP.test(text)) continue;
      yield { row, values: cells.map((cell) => (typeof cell === 'string' ? plain(cell) : null)) };
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
async function* wholeRecords(
  texts: AsyncIterable<string>,
  isKnown: CsvOptions['isKnown'],
): AsyncGenerator<{ text: string; delimiter: string }> {
  let delimiter: string | undefined;
  let scan: ((text: string) => number) | undefined;
  let held = '';
  for await (const text of texts) {
    held += text;
    if (!delimiter || !scan) {
      delimiter = text.includes('\n') || held.length > MAX_RECORD ? delimiterOf(held, isKnown, false) : undefined;
      if (!delimiter) continue;
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
  delimiter ??= delimiterOf(held, isKnown, true) ?? ',';
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

/** Undefined while the headings are yet to come; where there are none the file is not read anyway. */
function delimiterOf(text: string, isKnown: CsvOptions['isKnown'], whole: boolean): string | undefined {
  const named = SEP.exec(text)?.[1];
  if (named !== undefined) return named;
  const lines = text.slice(0, MAX_RECORD).split('\n');
  const complete = whole || text.length > MAX_RECORD ? lines : lines.slice(0, -1);
  for (const line of complete) {
    const counts = DELIMITERS.map((one) => line.split(one).filter((cell) => isHeading(cell, isKnown)).length);
    const most = Math.max(...counts);
    if (most > 0) return DELIMITERS[counts.indexOf(most)];
  }
  return whole || text.length > MAX_RECORD || complete.filter((line) => line !== '').length > MAX_ABOVE
    ? ','
    : undefined;
}

function isHeading(cell: string, isKnown: CsvOptions['isKnown']): boolean {
  const text = cell.replace(/^"|"$/g, '').trim();
  return text !== '' && isKnown(text);
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
