import { JsonError, parseJson } from '../json.ts';
import { type Cell, keepable, type Row, TableError } from './row.ts';
import { decoded } from './text.ts';

const MAX_LINE = 64 * 1024;
/** A request for a certificate has two. */
const MAX_DEPTH = 4;

/** A line with what is in it, or one that is no JSON. */
export type JsonLine = { readonly row: number } & ({ readonly value: unknown } | { readonly fault: 'not_json' });

/** One JSON object a line, in UTF-8. Members of members are cells under their path: `holder.name`. */
export async function* readNdjson(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  for await (const line of readJsonLines(bytes, MAX_DEPTH)) yield rowOf(line);
}

/** One JSON value a line, whatever it is, in UTF-8; nested deeper than `maxDepth` it is none. Empty lines are passed over. */
export async function* readJsonLines(bytes: AsyncIterable<Uint8Array>, maxDepth: number): AsyncGenerator<JsonLine> {
  let row = 0;
  for await (const line of lines(decoded(bytes, 'utf-8'))) {
    row++;
    if (line.length > MAX_LINE) throw tooLong(row);
    if (line.trim() !== '') yield { row, ...parsed(line, maxDepth) };
  }
}

function parsed(line: string, maxDepth: number): { readonly value: unknown } | { readonly fault: 'not_json' } {
  try {
    return { value: parseJson(line, { maxDepth }) };
  } catch (error) {
    if (error instanceof JsonError) return { fault: 'not_json' };
    throw error;
  }
}

async function* lines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  let count = 0;
  for await (const text of texts) {
    const parts = (held + text).split('\n');
    held = parts.pop() ?? '';
    count += parts.length;
    yield* parts;
    if (held.length > MAX_LINE) throw tooLong(count + 1);
  }
  yield held;
}

function tooLong(row: number): TableError {
  return new TableError(
    'row_too_long',
    `has a line of more than ${MAX_LINE} characters, or whose members have longer names`,
    { row },
  );
}

function rowOf(line: JsonLine): Row {
  const { row } = line;
  if ('fault' in line) return { row, cells: new Map(), fault: line.fault };
  const { value } = line;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { row, cells: new Map(), fault: 'not_an_object' };
  }
  const cells = new Map<string, Cell>();
  if (!flatten(cells, '', value)) return { row, cells: new Map(), fault: 'not_json' };
  // The name of an object stands before those of all its members: together they may be much longer than the line.
  if ([...cells.keys()].reduce((sum, path) => sum + path.length, 0) > MAX_LINE) throw tooLong(row);
  return { row, cells };
}

/**
 * A list is no cell of a table: it stays as its JSON text, which no column takes. False for what is there twice, as `a.b` and
 * as `b` within `a`.
 */
function flatten(cells: Map<string, Cell>, path: string, value: object): boolean {
  return Object.entries(value).every(([name, member]) => {
    const to = path === '' ? name.toWellFormed() : `${path}.${name.toWellFormed()}`;
    if (member === null || member === '') return true;
    if (typeof member === 'object' && !Array.isArray(member)) return flatten(cells, to, member);
    if (cells.has(to)) return false;
    cells.set(to, keepable(Array.isArray(member) ? JSON.stringify(member) : member));
    return true;
  });
}
