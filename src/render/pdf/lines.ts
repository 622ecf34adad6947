/** Where lines may end in Chinese and English text. */

/** What begins no line stays with what is before it, what ends none with what comes after. */
const CLOSING = '，。、；：！？）》」』】〉〕…—·％,.;:!?)\\]%';
const OPENING = '（《「『【〈〔(\\[';
const PIECES = new RegExp(
  `[${OPENING}]*(?:[^\\p{Script=Han}\\s${OPENING}${CLOSING}]+|\\p{Script=Han})?[${CLOSING}]*\\s*`,
  'gu',
);

/** The text in lines for which `fits` holds. A word that does not fit by itself is broken anywhere. Never empty. */
export function linesOf(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  const add = (piece: string) => {
    if (line !== '' && !fits((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  };
  for (const [piece] of text.trim().matchAll(PIECES)) {
    if (fits(piece.trimEnd())) add(piece);
    else for (const one of piece) add(one);
  }
  return [...lines, line.trimEnd()];
}
