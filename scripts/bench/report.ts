/** Figures as tables, on the screen and in docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Raw } from './machine.ts';

/** A register that was measured. */
export interface Column {
  readonly engine: string;
  readonly rows: number;
  /** Of filling it, per second. */
  readonly filling: number;
  /** On disk, for each certificate. */
  readonly bytes?: number | undefined;
  /** Per second, by the title of the measure. */
  readonly rates: ReadonlyMap<string, number>;
}

/** The engines side by side on registers of equal size; the first one is what the others are compared with. */
export function enginesTable(titles: readonly string[], [first, ...others]: readonly Column[]): string {
  if (!first) return '';
  const head = ['per second', first.engine, ...others.flatMap(({ engine }) => [engine, `to ${first.engine}`])];
  const lines = titles.map((title) => [
    title,
    figure(first.rates.get(title)),
    ...others.flatMap(({ rates }) => [figure(rates.get(title)), ratio(rates.get(title), first.rates.get(title))]),
  ]);
  return table(head, lines);
}

/** Each engine with few and with many rows. */
export function sizesTable(
  titles: readonly string[],
  pairs: readonly (readonly [small: Column, large: Column])[],
): string {
  const name = ({ engine, rows }: Column) => `${engine}, ${count(rows)} rows`;
  const head = ['per second', ...pairs.flatMap(([small, large]) => [name(small), name(large), 'ratio'])];
  const line = (title: string, of: (column: Column) => number | undefined) => [
    title,
    ...pairs.flatMap(([small, large]) => [figure(of(small)), figure(of(large)), ratio(of(large), of(small))]),
  ];
  return table(head, [
    ...titles.map((title) => line(title, ({ rates }) => rates.get(title))),
    line('fill in synthetic rows', ({ filling }) => filling),
    line('bytes on disk, for each certificate', ({ bytes }) => bytes),
  ]);
}

export function rawTable(rates: readonly Raw[]): string {
  const lines = rates.map(({ title, alone, together }) => [title, figure(alone), figure(together)]);
  return table(['per second', 'one after the other', '16 at a time'], lines);
}

const BEGIN = '<!-- made by: npm run bench -- --write -->';
const END = '<!-- end -->';

/** Puts the text between the marks of a file. */
export function writeBetweenMarks(file: URL, text: string): void {
  const [before, rest] = readFileSync(file, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the marks are missing in ${file.pathname}`);
  writeFileSync(file, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const marks = head.map((_, column) => (column === 0 ? '---' : '---:'));
  const all = [head, marks, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    if (all[1]?.[column] === text) return text.padStart(width, '-');
    return column === 0 ? text.padEnd(width) : text.padStart(width);
  };
  return all.map((line) => `| ${line.map(cell).join(' | ')} |`).join('\n');
}

/** Two significant digits below a hundred, three above: the rest is noise. */
export function figure(value: number | undefined): string {
  if (value === undefined) return '–';
  return Number(value.toPrecision(value < 100 ? 2 : 3)).toLocaleString('en', { maximumFractionDigits: 1 });
}

function ratio(value: number | undefined, to: number | undefined): string {
  return value === undefined || to === undefined ? '–' : (value / to).toFixed(2);
}

export function count(rows: number): string {
  return rows.toLocaleString('en');
}
