/** The lower part of a certificate: its code with the address in words, its number, and who stands for it. */
import type { Paper } from '../../issue/paper.ts';
import { drawQr, printedSide, QUIET } from '../qr.ts';
import { WORDS } from '../words.ts';
import { dayIn } from './days.ts';
import { MUTED } from './head.ts';
import { type Pdf, POINTS, type Sheet, type TextStyle } from './kit.ts';

/** Codes are drawn a little larger than they need be: paper is folded, copied and worn. Sides in mm, the white included. */
const SIDE = { seal: 36, small: 24 } as const;
const LARGER = 1.08;
/** Over the lower edge of the page. */
const BOTTOM = 20;
const CODE_WORDS = 62;
const GAP = 4;

interface Room {
  readonly page: { readonly width: number; readonly height: number };
  readonly margin: number;
}

interface Line {
  readonly text: string;
  readonly style: TextStyle;
  /** Air over it, in mm. */
  readonly air: number;
}

/** Draws it at the lower edge, and says where it begins. */
export function drawFoot(pdf: Pdf, sheet: Sheet, paper: Paper, { page, margin }: Room): number {
  const { side, path } = drawQr(paper.code);
  const size = Math.max(SIDE[paper.layout.code], printedSide(side, 0) * LARGER);
  const unit = size / side;
  const bottom = page.height - BOTTOM;
  // Its dark part stands on the margin, and its white runs over.
  const x = margin - QUIET * unit;
  sheet.path(path, { fill: '#000000' }, { x, y: bottom - size + QUIET * unit, unit });

  const words = codeLines(pdf, paper);
  drawUpwards(sheet, words, { x: x + size + GAP, y: bottom });
  const issuer = issuerLines(pdf, paper, page.width - 2 * margin - size - CODE_WORDS - 2 * GAP);
  drawUpwards(sheet, issuer, { x: page.width - margin, y: bottom, align: 'right' });
  return bottom - Math.max(size, heightOf(words), heightOf(issuer)) - GAP;
}

/** What the number is, and where it is checked: a page cannot prove itself, so the address is there in words. */
function codeLines(pdf: Pdf, { layout, number, host }: Paper): Line[] {
  const [{ facts: zhFacts, paper: zh }, { facts: enFacts, paper: en }] = [WORDS.zh, WORDS.en];
  const label = { size: 8, colour: layout.colours.accent };
  const value = { size: 11, weight: 'bold' } as const;
  return [
    ...lines(pdf, `${zhFacts.number}  ${enFacts.number}`, CODE_WORDS, label),
    ...lines(pdf, number, CODE_WORDS, value),
    ...lines(pdf, `${zh.checkAt}  ${en.checkAt}`, CODE_WORDS, label, 1.4),
    ...lines(pdf, `${host}/v`, CODE_WORDS, value),
    ...lines(pdf, zh.check, CODE_WORDS, { size: 7, colour: MUTED }, 0.8),
    ...lines(pdf, en.check, CODE_WORDS, { size: 6.5, colour: MUTED }),
  ];
}

/** The agency, the day, and who supervises. */
function issuerLines(pdf: Pdf, { issuer, authority, issuedOn, layout }: Paper, width: number): Line[] {
  const { zh, en } = WORDS;
  const long = pdf.widthOf(issuer.name.zh, { size: 14, weight: 'bold' }) > width;
  return [
    ...lines(pdf, issuer.name.zh, width, { size: long ? 10 : 14, weight: 'bold' }),
    ...lines(pdf, issuer.name.en, width, { size: long ? 7 : 8.5, colour: MUTED }),
    ...lines(pdf, dayIn(issuedOn, 'zh'), width, { size: 11 }, 1),
    ...lines(pdf, dayIn(issuedOn, 'en'), width, { size: 8.5, colour: MUTED }),
    ...lines(pdf, `${zh.paper.authority}  ${en.paper.authority}`, width, { size: 7, colour: layout.colours.accent }, 1),
    ...lines(pdf, authority.zh, width, { size: 7.5, colour: MUTED }),
    ...lines(pdf, authority.en, width, { size: 7, colour: MUTED }),
  ];
}

function lines(pdf: Pdf, text: string, width: number, style: TextStyle, air = 0): Line[] {
  return pdf.lines(text, width, style).map((line, n) => ({ text: line, style, air: n === 0 ? air : 0 }));
}

/** The last line on `y`, the others over it. */
function drawUpwards(
  sheet: Sheet,
  column: readonly Line[],
  { x, y, align = 'left' }: { readonly x: number; readonly y: number; readonly align?: 'left' | 'right' },
): void {
  let at = y - 1;
  for (const { text, style, air } of column.toReversed()) {
    sheet.text(text, { x, y: at, align }, style);
    at -= leading(style) + air;
  }
}

function heightOf(column: readonly Line[]): number {
  return column.reduce((sum, { style, air }) => sum + leading(style) + air, 0);
}

function leading({ size }: TextStyle): number {
  return (size * 1.42) / POINTS;
}
