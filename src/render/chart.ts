import { html } from 'hono/html';
import type { Html } from './layout.ts';

export interface Bar {
  readonly label: string;
  /** Null: not shown. */
  readonly value: number | null;
}

const WIDTH = 500;
const ROW = 30;
/** Room for the labels, and behind the longest bar for its number. */
const LABELS = 185;
const NUMBERS = 80;

/** Horizontal bars. The numbers stand beside it in a table, so that to a screen reader it is one picture with a name. */
export function barChart(
  name: string,
  bars: readonly Bar[],
  words: { number(n: number): string; hidden: string },
): Html {
  const most = Math.max(1, ...bars.map(({ value }) => value ?? 0));
  const height = bars.length * ROW + 8;
  const rows = bars.map(({ label, value }, at) => {
    const [top, length] = [at * ROW + 8, ((value ?? 0) / most) * (WIDTH - LABELS - NUMBERS)];
    return html`<text x="${LABELS - 12}" y="${top + 15}" text-anchor="end">${clipped(label)}</text>
<rect x="${LABELS}" y="${top}" width="${length.toFixed(1)}" height="${ROW - 10}" rx="3"/>
<text class="muted" x="${(LABELS + length + 8).toFixed(1)}" y="${top + 15}">${value === null ? words.hidden : words.number(value)}</text>`;
  });
  return html`<svg class="chart" role="img" aria-label="${name}" viewBox="0 0 ${WIDTH} ${height}">${rows}</svg>`;
}

/** Chinese characters are twice as wide. */
function clipped(label: string): string {
  let width = 0;
  let text = '';
  for (const character of label) {
    width += character > '\u2e7f' ? 2 : 1;
    if (width > 24) return `${text}…`;
    text += character;
  }
  return text;
}
