import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { concat } from '../../src/lib/bytes.ts';
import { drawQr, printedSide, qrPng, qrSvg } from '../../src/render/qr.ts';

/** The text of a code: `bytes` of seal are this many digits. */
function sealText(bytes: number): string {
  const digits = Math.floor(bytes / 7) * 17 + (bytes % 7 === 0 ? 0 : Math.ceil(((bytes % 7) * 8) / 3.3219));
  return `https://cert.example/v#1${'9081726354'.repeat(120).slice(0, digits)}`;
}

const TOKEN = 'https://cert.example/v/mfrggzdfmztwq2lknnwg23tpoa';

/** Modules along one side, without the quiet zone of 4 on each side. */
function modules(text: string): number {
  return drawQr(text).side - 8;
}

describe('a QR code', () => {
  test.each([
    [298, 69],
    [416, 81],
  ])('of a seal of %i bytes has %i modules, as only mixed modes make it', (bytes, side) => {
    expect(modules(sealText(bytes))).toBe(side);
  });

  test('of a token is small', () => {
    expect(modules(TOKEN)).toBeLessThanOrEqual(33);
  });

  test.each([
    ['a seal of 298 bytes', sealText(298), 31, 31],
    ['a seal of 416 bytes', sealText(416), 31, 35.6],
    ['a short seal', sealText(120), 31, 31],
    ['a token', TOKEN, 16, 16.4],
  ])('of %s says how large it is printed, as SVG and as PNG', async (_, text, atLeast, mm) => {
    expect(printedSide(drawQr(text).side, atLeast)).toBe(mm);
    expect(qrSvg(text, atLeast)).toContain(` width="${mm}mm" height="${mm}mm" `);
    const { width, perMetre, unit } = readPng(await qrPng(text, atLeast));
    expect(unit).toBe(1);
    expect((width / perMetre[0]) * 1000).toBeCloseTo(mm, 1);
    expect(perMetre[1]).toBe(perMetre[0]);
  });

  test('has the same modules as SVG and as PNG', async () => {
    const text = sealText(40);
    const { side, path } = drawQr(text);
    const drawn = new Set<string>();
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let n = 0; n < Number(length); n++) drawn.add(`${Number(x) + n} ${y}`);
    }
    const scale = 3;
    const { width, height, dark } = readPng(await qrPng(text, 0, scale));
    expect([width, height]).toEqual([side * scale, side * scale]);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) expect(dark(x * scale + 1, y * scale + 1)).toBe(drawn.has(`${x} ${y}`));
    }
  });
});

/** The few parts of PNG that `qrcode` writes, 8 bits of RGBA, and its chunks' checks. */
function readPng(png: Uint8Array<ArrayBuffer>) {
  const view = new DataView(png.buffer);
  expect(view.getBigUint64(0)).toBe(0x89504e470d0a1a0an);
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const body = png.slice(at + 4, at + 8 + length);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(body));
    const name = new TextDecoder().decode(body.subarray(0, 4));
    chunks.set(name, concat(chunks.get(name) ?? new Uint8Array(), body.subarray(4)));
    at += 12 + length;
  }
  const [header, physical] = ['IHDR', 'pHYs'].map(
    (name) => new DataView(chunks.get(name)?.buffer ?? new ArrayBuffer(0)),
  );
  if (!header || !physical) throw new Error('chunks are missing');
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const pixels = unfiltered(inflateSync(chunks.get('IDAT') ?? new Uint8Array()), width * 4);
  return {
    width,
    height,
    perMetre: [physical.getUint32(0), physical.getUint32(4)] as const,
    unit: physical.getUint8(8),
    dark: (x: number, y: number) => pixels[(y * width + x) * 4] === 0,
  };
}

/** PNG, section 9: each byte less what its neighbours to the left and above foretell. */
function unfiltered(rows: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array((rows.length / (length + 1)) * length);
  for (let at = 0; at < out.length; at++) {
    const [y, x] = [Math.floor(at / length), at % length];
    const left = x < 4 ? 0 : (out[at - 4] ?? 0);
    const above = y === 0 ? 0 : (out[at - length] ?? 0);
    const corner = x < 4 || y === 0 ? 0 : (out[at - length - 4] ?? 0);
    const foretold =
      [0, left, above, (left + above) >> 1, paeth(left, above, corner)][rows[y * (length + 1)] ?? 0] ?? 0;
    out[at] = (rows[y * (length + 1) + 1 + x] ?? 0) + foretold;
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [left, above, corner].map((one) => Math.abs(left + above - corner - one)) as [
    number,
    number,
    number,
  ];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
