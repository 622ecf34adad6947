import { expect, test } from 'vitest';
import { createFonts } from '../../../src/entry/fonts-node.ts';
import { A4, type Metadata, openPdf, type TextStyle } from '../../../src/render/pdf/kit.ts';
import { type Pixels, pdfAttachments, pdfInfo, pdfPixels, pdfText } from '../../poppler.ts';

const fonts = createFonts();
const METADATA: Metadata = {
  title: '核验报告 Report',
  author: '示范机构',
  subject: 'A test',
  language: 'zh-CN',
  at: Date.parse('2026-11-20T08:00:00Z'),
};
const STYLE: TextStyle = { size: 20 };

/** A page with one line at 40 mm from the top, 20 mm from the left. */
async function page(text: string, style: TextStyle = STYLE): Promise<Uint8Array> {
  const pdf = await openPdf(METADATA, fonts);
  pdf.sheet(A4).text(text, { x: 20, y: 40 }, style);
  return pdf.save();
}

/** Share of dark pixels in a box of mm. */
function ink(
  { grey, width }: Pixels,
  box: { x: number; y: number; width: number; height: number },
  dpi: number,
): number {
  const px = (mm: number) => Math.round((mm / 25.4) * dpi);
  let dark = 0;
  for (let y = px(box.y); y < px(box.y + box.height); y++) {
    for (let x = px(box.x); x < px(box.x + box.width); x++) if ((grey[y * width + x] ?? 255) < 128) dark++;
  }
  return dark / (px(box.width) * px(box.height));
}

test('every character leaves its own ink: common, rare, beyond the basic plane, Latin of many countries', async () => {
  const text = '张䶮㛃𬭚𫖯·Łẽй';
  for (const weight of ['regular', 'bold'] as const) {
    const pdf = await page(text, { size: 28.35, weight });
    expect((await pdfText(pdf)).trim()).toBe(text);
    const pixels = await pdfPixels(pdf, 150);
    // Chinese characters are as wide as the type is high, 10 mm here.
    const shares = [0, 1, 2, 3, 4].map((n) => ink(pixels, { x: 20 + n * 10, y: 31, width: 10, height: 11 }, 150));
    for (const share of shares) expect(share).toBeGreaterThan(0.06);
    expect(new Set(shares).size).toBe(5);
    expect(ink(pixels, { x: 70, y: 30, width: 30, height: 13 }, 150)).toBeGreaterThan(0.02);
  }
});

test('what no font has is drawn as a mark that is seen', async () => {
  const pdf = await page('张𠮷ท');
  expect((await pdfText(pdf)).trim()).toBe('张〓〓');
});

test('a word stays in one font, and only fonts that draw are in the file', async () => {
  const plain = await page('Vocational 证书');
  const mixed = await page('Łukasz 证书');
  const names = (pdf: Uint8Array) => [
    ...new Set(
      Buffer.from(pdf)
        .toString('latin1')
        .match(/NotoSerif\w*-\w+/g),
    ),
  ];
  expect(names(plain)).toEqual(['NotoSerifSC-Regular']);
  expect(names(mixed).sort()).toEqual(['NotoSerif-Regular', 'NotoSerifSC-Regular']);
});

test('text is set from the left, from the right and about the middle', async () => {
  const pdf = await openPdf(METADATA, fonts);
  const sheet = pdf.sheet(A4);
  for (const [align, y] of [
    ['left', 40],
    ['centre', 60],
    ['right', 80],
  ] as const) {
    sheet.text('国国', { x: 100, y, align }, { size: 28.35 });
  }
  expect(pdf.widthOf('国国', { size: 28.35 })).toBeCloseTo(20, 1);
  const pixels = await pdfPixels(await pdf.save(), 72);
  const around = (y: number) => [
    ink(pixels, { x: 79, y: y - 10, width: 10, height: 12 }, 72) > 0,
    ink(pixels, { x: 92, y: y - 10, width: 6, height: 12 }, 72) > 0,
    ink(pixels, { x: 102, y: y - 10, width: 6, height: 12 }, 72) > 0,
    ink(pixels, { x: 112, y: y - 10, width: 6, height: 12 }, 72) > 0,
  ];
  expect([around(40), around(60), around(80)]).toEqual([
    [false, false, true, true],
    [false, true, true, false],
    [true, true, false, false],
  ]);
});

test('the same calls make the same bytes, and say what they are', async () => {
  const [one, two] = [await page('证书'), await page('证书')];
  expect(Buffer.compare(one, two)).toBe(0);
  const info = await pdfInfo(one);
  expect(info).toMatchObject({ Title: METADATA.title, Author: '示范机构', Producer: 'Yinzheng', Pages: '1' });
  expect(info.CreationDate).toMatch(/^2026-11-20T0?8:00:00/);
  expect(info['Page size']).toContain('A4');
  const source = Buffer.from(one).toString('latin1');
  expect(source).toContain('<pdfaid:part>3</pdfaid:part>');
  expect(source).toMatch(/\/Lang \(zh-CN\)|\/Lang <FEFF/);
});

test('an attachment comes out as it went in, and is named as the source', async () => {
  const pdf = await openPdf(METADATA, fonts);
  pdf.sheet(A4).text('附件', { x: 20, y: 20 }, STYLE);
  const bytes = new TextEncoder().encode('{"a": "附"}');
  await pdf.attach({ name: 'a.json', type: 'application/vc', description: 'test', bytes });
  const saved = await pdf.save();
  expect([...(await pdfAttachments(saved))]).toEqual([['a.json', Buffer.from(bytes)]]);
  expect(Buffer.from(saved).toString('latin1')).toMatch(
    /\/AFRelationship \/Source[\s\S]*|\/Subtype \/application#2Fvc/,
  );
});
