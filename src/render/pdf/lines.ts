/** Where lines may end in Chinese and English text. */

/** What begins no line stays with what is before it, what ends none with what comes after. */
const CLOSING = '，。、；：！？）》」』】〉〕…—·％,.;:!?)\\]%';
const OPENING = '（《「『【〈〔(\\[';
const PIECES = new RegExp(
  `[${OPENING}]*(?:[^\\p{Script=Han}\\s${OPENING}${CLOSING}]+|\\p{Script=Han})?[${CLOSING}]*\\s*`,
  'gu',
);

/** A name ends its lines where its parts end. */
const NAME_PIECES = /[^·\s]+[·\s]*|[·\s]+/gu;

/** The text in lines for which `fits` holds. A word that does not fit by itself is broken anywhere. Never empty. */
export function linesOf(text: string, fits: (line: string) => boolean): string[] {
  return broken(text, PIECES, fits);
}

export function nameLinesOf(name: string, fits: (line: string) => boolean): string[] {
  return broken(name, NAME_PIECES, fits);
}

function broken(text: string, pieces: RegExp, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  const add = (piece: string) => {
    if (line !== '' && !fits((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  };
  for (const [piece] of text.trim().matchAll(pieces)) {
    if (fits(piece.trimEnd())) add(piece);
    else for (const one of piece) add(one);
  }
  return [...lines, line.trimEnd()];
}
