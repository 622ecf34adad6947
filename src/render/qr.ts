/** QR codes (ISO/IEC 18004) with level M: measured on blurred photos, more correction reads worse at the same size. */
import qrcode from 'qrcode/lib/server.js';

// The encoder mixes modes by itself, so the digits of a seal take a third of the room that bytes would.
const OPTIONS = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** An SVG image, one unit per module. */
export function qrSvg(text: string): Promise<string> {
  return qrcode.toString(text, { ...OPTIONS, type: 'svg' });
}

/** A PNG image with `scale` pixels per module. */
export async function qrPng(text: string, scale = 8): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await qrcode.toBuffer(text, { ...OPTIONS, type: 'png', scale }));
}
