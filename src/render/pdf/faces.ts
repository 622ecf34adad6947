/** Which font draws which characters. */
import { create, type Font } from '@cantoo/fontkit';
import type { FontFile, Fonts } from '../../core/fonts.ts';
import type { Bytes } from '../../lib/bytes.ts';

export type Weight = 'regular' | 'bold';

/** Each weight's fonts; the first that has a character draws it. */
const FILES: Readonly<Record<Weight, readonly FontFile[]>> = {
  regular: ['NotoSerifSC_400Regular.ttf', 'NotoSerif_400Regular.ttf'],
  bold: ['NotoSerifSC_700Bold.ttf', 'NotoSerif_700Bold.ttf'],
};

export interface Face {
  readonly file: FontFile;
  readonly bytes: Bytes;
  has(codePoint: number): boolean;
  /** In the unit of the size. */
  widthOf(text: string, size: number): number;
}

/** Text that one font draws. */
export interface Run {
  readonly face: Face;
  text: string;
}

/** What Chinese printers set for a character that is not in the case: seen by everybody, unlike a blank. */
const GETA = '〓';

/** Parsed fonts by their bytes, so that each document begins with fonts that know their glyphs already. */
const parsed = new WeakMap<Uint8Array, Font>();

/** As pdf-lib's fontkit, with that memory. */
export function parseFont(bytes: Uint8Array): Font {
  const known = parsed.get(bytes);
  if (known) return known;
  const font = create(bytes);
  if (!font || !('hasGlyphForCodePoint' in font)) throw new Error('a font file with other than one font');
  parsed.set(bytes, font);
  return font;
}

/** How wide glyphs stand side by side: as pdf-lib sets them, without kerning and, see `FEATURES`, without ligatures. */
function advanceOf(font: Font, text: string): number {
  let advance = 0;
  for (const one of text) advance += font.glyphForCodePoint(one.codePointAt(0) ?? 0)?.advanceWidth ?? 0;
  return advance;
}

/** Each character is its own glyph, so that widths are sums and text that is copied out is the text that was set. */
export const FEATURES = { liga: false, clig: false, ccmp: true } as const;

/** The fonts of both weights. */
export async function readFaces(fonts: Fonts): Promise<Readonly<Record<Weight, readonly Face[]>>> {
  const read = async (file: FontFile): Promise<Face> => {
    const bytes = await fonts(file);
    const font = parseFont(bytes);
    return {
      file,
      bytes,
      has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
      widthOf: (text, size) => (advanceOf(font, text) / font.unitsPerEm) * size,
    };
  };
  const [regular, bold] = await Promise.all([Promise.all(FILES.regular.map(read)), Promise.all(FILES.bold.map(read))]);
  return { regular, bold };
}

/** A word of letters, or one Chinese character, or one space. */
const TOKENS = /[^\p{Script=Han}\s]+|[\s\S]/gu;

/** The text in runs, as few as possible. One font draws all words, if one can, and Chinese characters have theirs. */
export function runsOf(text: string, faces: readonly Face[]): Run[] {
  const runs: Run[] = [];
  const faceOf = (part: string) => faces.find(({ has }) => [...part].every((one) => has(one.codePointAt(0) ?? 0)));
  const words = faceOf(text.replace(/[\p{Script=Han}\s]/gu, ''));
  const add = (part: string, face: Face | undefined) => {
    const last = runs.at(-1);
    if (face && last?.face === face) last.text += part;
    else if (face) runs.push({ face, text: part });
  };
  for (const [token] of text.matchAll(TOKENS)) {
    const face = words && !/\p{Script=Han}/u.test(token) ? words : faceOf(token);
    if (face) add(token, face);
    else for (const one of token) faceOf(one) ? add(one, faceOf(one)) : add(GETA, faces[0]);
  }
  return runs;
}
