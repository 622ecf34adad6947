/**
 * Writes what the fonts of printed documents can draw to `src/core/glyphs.json`, for the check at issue:
 *
 *     node scripts/make-glyphs.ts
 *
 * To be run when a font package changes; a test compares the file with the fonts.
 */
import { writeFileSync } from 'node:fs';
import { create, type Font } from '@cantoo/fontkit';
import { FONT_FILES } from '../src/core/fonts.ts';
import { createFonts } from '../src/entry/fonts-node.ts';

/** Code points that some font of each weight has, in order. */
export async function drawableCodePoints(): Promise<number[]> {
  const fonts = createFonts();
  const weight = async (name: string) => {
    const files = FONT_FILES.filter((file) => file.includes(name));
    const sets = await Promise.all(files.map(async (file) => (create(await fonts(file)) as Font).characterSet));
    return new Set(sets.flat());
  };
  const [regular, bold] = [await weight('Regular'), await weight('Bold')];
  // Below the space there are none that anybody sees.
  return [...regular].filter((codePoint) => codePoint >= 0x20 && bold.has(codePoint)).sort((a, b) => a - b);
}

/** `20-7e a0-103 …` */
export function rangesOf(codePoints: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const codePoint of codePoints) {
    const last = ranges.at(-1);
    if (last && last[1] === codePoint - 1) last[1] = codePoint;
    else ranges.push([codePoint, codePoint]);
  }
  return ranges.map((range) => [...new Set(range)].map((one) => one.toString(16)).join('-')).join(' ');
}

if (import.meta.main) {
  const file = new URL('../src/core/glyphs.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify({ ranges: rangesOf(await drawableCodePoints()) }, null, 2)}\n`);
}
