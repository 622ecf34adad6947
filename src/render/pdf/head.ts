/** The upper part of a certificate: what it is, whose it is, and the sentence that says so. */
import { inLanguage } from '../../core/language.ts';
import type { Paper } from '../../issue/paper.ts';
import { fill, WORDS } from '../words.ts';
import { type Pdf, POINTS, type Sheet, type TextStyle } from './kit.ts';
import { nameLinesOf } from './lines.ts';

export const MUTED = '#5f574f';
const INK = '#1f1b18';

interface Line {
  readonly text: string;
  readonly style: TextStyle;
  /** From the baseline above, in mm. */
  readonly down: number;
}

export interface Head {
  readonly lines: readonly (Line | 'divider')[];
  readonly height: number;
  readonly ornament: string;
}

const DIVIDER = 8;

export function headOf(
  pdf: Pdf,
  { kind, holder, occupation, jobDirection, level, layout }: Paper,
  { width, scale }: { readonly width: number; readonly scale: number },
): Head {
  const { accent, ornament } = layout.colours;
  const statement = (language: 'zh' | 'en') =>
    fill(inLanguage(layout.statement, language), {
      occupation: occupation.name[language],
      jobDirection: jobDirection?.[language],
      level: level[language],
    });
  const block = (text: string, style: TextStyle, down: number, measure = width): Line[] =>
    balanced(pdf, text, measure, style).map((line, n) => ({
      text: line,
      style,
      down: n === 0 ? down : (style.size * 1.5) / POINTS,
    }));
  const shrunk = (text: string, style: TextStyle, least: number): TextStyle => {
    const factor = Math.min(1, width / pdf.widthOf(text, style));
    return { ...style, size: Math.max(least, style.size * factor), tracking: (style.tracking ?? 0) * factor };
  };

  const title = shrunk(kind.zh, { size: 46 * scale, weight: 'bold', colour: accent, tracking: 8 }, 20);
  const name = nameOf(pdf, holder.name, { width, scale });
  const id = `${WORDS.zh.facts.maskedId} ${WORDS.en.facts.maskedId}　${holder.maskedId}`;
  const lines = [
    ...block(kind.zh, title, title.size / POINTS),
    ...block(kind.en, { size: 13 * scale, colour: accent, tracking: 0.8 }, 9 * scale),
    'divider' as const,
    ...name.lines.map((text, n) => ({
      text,
      style: name.style,
      down: n === 0 ? 14 * scale + (name.style.size * 0.35) / POINTS : (name.style.size * 1.3) / POINTS,
    })),
    ...(holder.nameLatin === undefined
      ? []
      : block(holder.nameLatin, { size: 13 * scale, colour: INK, tracking: 0.4 }, 8 * scale)),
    ...block(id, { size: 9.5 * scale, colour: MUTED }, 8 * scale),
    ...block(statement('zh'), { size: 15 * scale, colour: INK, tracking: 0.6 }, 14 * scale, width * 0.86),
    ...block(statement('en'), { size: 10.5 * scale, colour: MUTED }, 7 * scale, width * 0.86),
  ];
  const height = lines.reduce((sum, line) => sum + (line === 'divider' ? DIVIDER : line.down), 0) + 3;
  return { lines, height, ornament };
}

/** Sizes of type, and how many lines a name may have in them. */
const NAME_SIZES = [
  [38, 1],
  [33, 1],
  [28, 1],
  [25, 2],
  [21, 2],
  [17, 3],
  [15, 9],
] as const;

/** The name in the largest type that suits its length. Chinese names are spaced, as they are on paper. */
function nameOf(
  pdf: Pdf,
  name: string,
  { width, scale }: { readonly width: number; readonly scale: number },
): { readonly lines: string[]; readonly style: TextStyle } {
  const tracking = /^[\p{Script=Han}·]+$/u.test(name) ? 3 : 0.3;
  const tried = NAME_SIZES.map(([size, most]) => {
    const style: TextStyle = { size: size * scale, weight: 'bold', colour: INK, tracking };
    return { style, most, lines: nameLinesOf(name, (line) => pdf.widthOf(line, style) <= width) };
  });
  const found = tried.find(({ lines, most }) => lines.length <= most) ?? tried.at(-1);
  if (!found) throw new Error('there is no size for a name');
  return found;
}

/** As few lines as there must be, of lengths as equal as can be. */
function balanced(pdf: Pdf, text: string, width: number, style: TextStyle): string[] {
  let best = pdf.lines(text, width, style);
  for (let narrower = width * 0.96; best.length > 1; narrower *= 0.96) {
    const tried = pdf.lines(text, narrower, style);
    if (tried.length > best.length) break;
    best = tried;
  }
  return best;
}

/** From `y` down, about the middle `x`. */
export function drawHead(
  sheet: Sheet,
  { lines, ornament }: Head,
  { x, y }: { readonly x: number; readonly y: number },
) {
  let at = y;
  for (const line of lines) {
    if (line === 'divider') {
      at += DIVIDER;
      const middle = at - 1;
      sheet.path(`M${x - 42} ${middle}h38M${x + 4} ${middle}h38`, { stroke: ornament, width: 0.6 });
      sheet.path(`M${x} ${middle - 1.6}l1.6 1.6l-1.6 1.6l-1.6 -1.6Z`, { fill: ornament });
    } else {
      at += line.down;
      sheet.text(line.text, { x, y: at, align: 'centre' }, line.style);
    }
  }
}
