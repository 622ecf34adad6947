import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { askOnce } from '../core/ask-once.ts';
import type { FontFile, Fonts } from '../core/fonts.ts';

/** Where npm put a font: `@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf`. */
export function fontPath(file: FontFile): string {
  const [family, style] = file.replace('.ttf', '').split('_');
  const name = family === 'NotoSerifSC' ? 'noto-serif-sc' : 'noto-serif';
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/${name}/${style}/${file}`));
}

/** The fonts that came along as packages; 15 MB for each of the Chinese ones, read when first drawn with. */
export function createFonts(): Fonts {
  return askOnce(String, async (file: FontFile) => new Uint8Array(await readFile(fontPath(file))));
}
