/** The fonts of printed documents, and what they can draw. */
import type { Bytes } from '../lib/bytes.ts';
import { YinzhengError } from './errors.ts';

/** Noto Serif SC has Chinese; Noto Serif has the Latin, Greek and Cyrillic letters that the other lacks. */
export const FONT_FILES = [
  'NotoSerifSC_400Regular.ttf',
  'NotoSerifSC_700Bold.ttf',
  'NotoSerif_400Regular.ttf',
  'NotoSerif_700Bold.ttf',
] as const;
export type FontFile = (typeof FONT_FILES)[number];

/** Reads a font. The same file is the same array each time, so that what was made of it can be kept beside it. */
export type Fonts = (file: FontFile) => Promise<Bytes>;

/** Throws `not_implemented` where this deployment has no fonts. */
export function fontsOf({ fonts }: { readonly fonts?: Fonts | undefined }): Fonts {
  if (!fonts) throw new YinzhengError('not_implemented', 'This service makes no documents on paper.');
  return fonts;
}
