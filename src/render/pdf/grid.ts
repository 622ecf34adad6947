/** The facts of a certificate in columns: what each is called, its value, and the same in English. */
import type { PaperFact } from '../../core/layout.ts';
import type { Paper } from '../../issue/paper.ts';
import { WORDS, type Words } from '../words.ts';
import { dayIn } from './days.ts';
import { MUTED } from './head.ts';
import { type Pdf, POINTS, type Sheet, type TextStyle } from './kit.ts';

interface Cell {
  readonly label: string;
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

export interface Grid {
  readonly rows: readonly (readonly Cell[])[];
  readonly heights: readonly number[];
  readonly height: number;
  /** Of one column, in mm, the gap to the next included. */
  readonly column: number;
  readonly width: number;
  readonly styles: Styles;
  readonly ornament: string;
}

interface Styles {
  readonly label: TextStyle;
  readonly zh: TextStyle;
  readonly en: TextStyle;
}

/** Between columns. */
const GAP = 8;
/** Above a label and under the last line. */
const PADDING = 2.6;

export function gridOf(
  pdf: Pdf,
  paper: Paper,
  { width, scale }: { readonly width: number; readonly scale: number },
): Grid {
  const { accent, ornament } = paper.layout.colours;
  const styles: Styles = {
    label: { size: 8 * scale, colour: accent },
    zh: { size: 12 * scale },
    en: { size: 8.5 * scale, colour: MUTED },
  };
  const facts = paper.layout.facts.flatMap((fact) => {
    const [zh, en] = [valueIn(paper, fact, 'zh'), valueIn(paper, fact, 'en')];
    return zh === undefined || en === undefined ? [] : [{ fact, zh, en }];
  });
  const columns = paper.layout.orientation === 'portrait' ? 2 : facts.length > 6 ? 4 : 3;
  const column = (width + GAP) / columns;
  const cells = facts.map(({ fact, zh, en }): Cell => {
    return {
      label: `${labelOf(fact, WORDS.zh)}  ${labelOf(fact, WORDS.en)}`,
      zh: pdf.lines(zh, column - GAP, styles.zh),
      en: en === zh ? [] : pdf.lines(en, column - GAP, styles.en),
    };
  });
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, n) =>
    cells.slice(n * columns, (n + 1) * columns),
  );
  const heights = rows.map((row) => Math.max(...row.map((cell) => heightOf(cell, styles))));
  return { rows, heights, height: heights.reduce((sum, one) => sum + one, 0), column, width, styles, ornament };
}

export function drawGrid(sheet: Sheet, grid: Grid, { x, y }: { readonly x: number; readonly y: number }): void {
  let top = y;
  for (const [n, row] of grid.rows.entries()) {
    sheet.path(`M${x} ${top}h${grid.width}`, { stroke: grid.ornament, width: 0.35 });
    for (const [c, cell] of row.entries()) drawCell(sheet, cell, grid.styles, { x: x + c * grid.column, y: top });
    top += grid.heights[n] ?? 0;
  }
}

function drawCell(sheet: Sheet, cell: Cell, styles: Styles, { x, y }: { readonly x: number; readonly y: number }) {
  let at = y + PADDING;
  const draw = (lines: readonly string[], style: TextStyle) => {
    for (const line of lines) {
      at += leading(style);
      // The baseline stands a quarter of the type's size over the foot of its line.
      sheet.text(line, { x, y: at - (style.size * 0.28) / POINTS }, style);
    }
  };
  draw([cell.label], styles.label);
  draw(cell.zh, styles.zh);
  draw(cell.en, styles.en);
}

function heightOf({ zh, en }: Cell, styles: Styles): number {
  return 2 * PADDING + leading(styles.label) + zh.length * leading(styles.zh) + en.length * leading(styles.en);
}

function leading({ size }: TextStyle): number {
  return (size * 1.42) / POINTS;
}

function labelOf(fact: PaperFact, { facts, paper }: Words): string {
  if (fact === 'standard' || fact === 'route' || fact === 'scores') return paper[fact];
  return facts[fact];
}

function valueIn(paper: Paper, fact: PaperFact, language: 'zh' | 'en'): string | undefined {
  const { occupation, scores } = paper;
  switch (fact) {
    case 'occupation':
      return language === 'zh' ? occupation.name.zh : `${occupation.name.en} (${occupation.code})`;
    case 'scores':
      return scoresIn(scores, WORDS[language]);
    case 'assessedOn':
    case 'issuedOn':
    case 'validUntil':
      return dayIn(paper[fact], language);
    default:
      return paper[fact]?.[language];
  }
}

function scoresIn(scores: Paper['scores'], { paper: words }: Words): string | undefined {
  const shown = (['theory', 'practical', 'comprehensive'] as const)
    .filter((part) => scores[part] !== undefined)
    .map((part) => `${words[part]} ${scores[part]}`);
  return shown.length === 0 ? undefined : shown.join('　');
}
