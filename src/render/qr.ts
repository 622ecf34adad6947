/** QR codes (ISO/IEC 18004) with level M: measured on blurred photos, more correction reads worse at the same size. */
import qrcode from 'qrcode/lib/server.js';
import { type Bytes, concat } from '../lib/bytes.ts';
import { pngChunk } from '../lib/png-chunk.ts';

// The encoder mixes modes by itself, so the digits of a seal take a third of the room that bytes would.
const OPTIONS = { errorCorrectionLevel: 'M' } as const;
/** White that belongs to a code on every side, in modules. */
export const QUIET = 4;
/** Of one module in print, in mm: what cameras of ordinary phones read. */
const MODULE = 0.4;

/** A code with the white round it, as lengths of modules. */
export interface Drawing {
  /** Modules along one side, the white included. */
  readonly side: number;
  /** The dark modules as a path of SVG, one unit a module. */
  readonly path: string;
}

export function drawQr(text: string): Drawing {
  const { modules } = qrcode.create(text, OPTIONS);
  let path = '';
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      const first = column;
      while (column < modules.size && modules.get(row, column)) column++;
      const length = column - first;
      if (length > 0) path += `M${first + QUIET} ${row + QUIET}h${length}v1h${-length}z`;
    }
  }
  return { side: modules.size + 2 * QUIET, path };
}

/** How large a code is printed: at least so many mm, and at least what its modules need. */
export function printedSide(side: number, atLeast: number): number {
  return Math.max(atLeast, Math.round(side * MODULE * 100) / 100);
}

/** An SVG image, one unit per module, that is printed at least so many mm wide. */
export function qrSvg(text: string, atLeast: number): string {
  const { side, path } = drawQr(text);
  const size = `${printedSide(side, atLeast)}mm`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>\n`
  );
}

const PHYS = 'pHYs';
/** Where a PNG's first chunk, its header, ends. */
const AFTER_HEADER = 33;

/** A PNG image of `scale` pixels per module, whose resolution says the same size (PNG, section 11.3.4.3). */
export async function qrPng(text: string, atLeast: number, scale = 8): Promise<Bytes> {
  const png = new Uint8Array(await qrcode.toBuffer(text, { ...OPTIONS, margin: QUIET, type: 'png', scale }));
  const pixels = new DataView(png.buffer).getUint32(16);
  const perMetre = Math.round((pixels / printedSide(pixels / scale, atLeast)) * 1000);
  const data = new DataView(new ArrayBuffer(9));
  data.setUint32(0, perMetre);
  data.setUint32(4, perMetre);
  // In metres.
  data.setUint8(8, 1);
  const size = pngChunk(PHYS, new Uint8Array(data.buffer));
  return concat(png.subarray(0, AFTER_HEADER), size, png.subarray(AFTER_HEADER));
}
