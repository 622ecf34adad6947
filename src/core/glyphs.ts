/** What the fonts of printed documents can draw, known without reading them. */
import glyphs from './glyphs.json' with { type: 'json' };

/** First and last code points of runs without a gap, in order. From the fonts by `scripts/make-glyphs.ts`. */
const RANGES: readonly (readonly [number, number])[] = glyphs.ranges.split(' ').map((range) => {
  const [first = '', last = first] = range.split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
});

/** Whether every font weight has a glyph for it. */
export function isDrawable(codePoint: number): boolean {
  let [low, high] = [0, RANGES.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = RANGES[middle] ?? [0, 0];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** What keeps a text from being printed, or undefined. Names the place of a character, never the character. */
export function checkGlyphs(text: string): string | undefined {
  const at = [...text].findIndex((one) => !isDrawable(one.codePointAt(0) ?? 0));
  if (at < 0) return undefined;
  return `character ${at + 1} cannot be printed: the font of certificates has no glyph for it; docs/paper.md says what it has`;
}
