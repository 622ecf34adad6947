import decodeQr from 'qr/decode.js';
import type { Pixels } from './poppler.ts';

/** The text of the QR code in a picture, as a camera would read it. */
export function readQr({ width, height, grey }: Pixels): string {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) data.fill(grey[at] ?? 0, at * 4, at * 4 + 4);
  return decodeQr({ width, height, data });
}
