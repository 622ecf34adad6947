/** The part that reads QR codes where the browser cannot: `/assets/decode.js`. */
import { decodeQR } from 'qr/decode.js';
import type { Source } from './reader.ts';

/** Longer sides in pixels: codes are found best where a module has some four of them. A camera shows the next frame anyway. */
const SIDES = { frame: [1_000], picture: [1_400, 2_800, 700] } as const;
/** For what the decoder may try beyond one look. */
const LIMITS_MS = { frame: 80, picture: 1_000 } as const;

/** The text of a QR code in a frame of a camera or in a picture; undefined where none can be read. */
export function decode(source: Source, kind: keyof typeof SIDES): string | undefined {
  for (const side of SIDES[kind]) {
    const image = pixels(source, side);
    try {
      if (image) return decodeQR(image, { timeLimit: LIMITS_MS[kind] });
    } catch {
      // There is none at this size.
    }
  }
  return undefined;
}

const canvas = document.createElement('canvas');
const context = canvas.getContext('2d', { willReadFrequently: true });

/** Never larger than it is. */
function pixels(source: Source, side: number): ImageData | undefined {
  const [width, height] =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (width === 0 || height === 0 || !context) return undefined;
  const scale = Math.min(1, side / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  // What is see-through in a picture is white on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
