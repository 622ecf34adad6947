import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FontFile, Fonts } from '../core/fonts.ts';
import type { Bytes } from '../lib/bytes.ts';

/** Where npm put a font: `@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf`. */
export function fontPath(file: FontFile): string {
  const [family, style] = file.replace('.ttf', '').split('_');
  const name = family === 'NotoSerifSC' ? 'noto-serif-sc' : 'noto-serif';
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/${name}/${style}/${file}`));
}

/** The fonts that came along as packages; 15 MB for each of the Chinese ones, read when first drawn with. */
export function createFonts(): Fonts {
  const read = new Map<FontFile, Promise<Bytes>>();
  return (file) => {
    const reading = read.get(file) ?? readFile(fontPath(file)).then((bytes) => new Uint8Array(bytes));
    read.set(file, reading);
    return reading;
  };
}
