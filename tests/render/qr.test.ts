import { describe, expect, test } from 'vitest';
import { qrPng, qrSvg } from '../../src/render/qr.ts';

/** The text of a code: `bytes` of seal are this many digits. */
function sealText(bytes: number): string {
  const digits = Math.floor(bytes / 7) * 17 + (bytes % 7 === 0 ? 0 : Math.ceil(((bytes % 7) * 8) / 3.3219));
  return `https://cert.example/v#1${'9081726354'.repeat(120).slice(0, digits)}`;
}

/** Modules along one side, without the quiet zone of 4 on each side. */
async function modules(text: string): Promise<number> {
  return Number(/viewBox="0 0 (\d+) \1"/.exec(await qrSvg(text))?.[1]) - 8;
}

describe('a QR code', () => {
  test.each([
    [298, 69],
    [416, 81],
  ])('of a seal of %i bytes has %i modules, as only mixed modes make it', async (bytes, side) => {
    expect(await modules(sealText(bytes))).toBe(side);
  });

  test('of a token is small', async () => {
    expect(await modules('https://cert.example/v/mfrggzdfmztwq2lknnwg23tpoa')).toBeLessThanOrEqual(33);
  });

  test('is a PNG with as many pixels as its modules take', async () => {
    const text = sealText(40);
    const png = new DataView((await qrPng(text, 3)).buffer);
    const side = ((await modules(text)) + 8) * 3;
    expect(png.getBigUint64(0)).toBe(0x89504e470d0a1a0an);
    expect([png.getUint32(16), png.getUint32(20)]).toEqual([side, side]);
  });
});
