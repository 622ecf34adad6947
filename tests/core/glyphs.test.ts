import { expect, test } from 'vitest';
import { drawableCodePoints, rangesOf } from '../../scripts/make-glyphs.ts';
import glyphs from '../../src/core/glyphs.json' with { type: 'json' };
import { checkGlyphs, isDrawable } from '../../src/core/glyphs.ts';

test('the file says what the fonts have, and the look-up what the file says', async () => {
  const codePoints = await drawableCodePoints();
  expect(glyphs.ranges).toBe(rangesOf(codePoints));
  const drawable = new Set(codePoints);
  const wrong: number[] = [];
  for (let code = 0x20; code <= 0x32000; code++) if (isDrawable(code) !== drawable.has(code)) wrong.push(code);
  expect(wrong).toEqual([]);
});

test('all of GBK, all of CJK Unified Ideographs and of Extension A', () => {
  const gbk = new TextDecoder('gb18030');
  const missing: string[] = [];
  const need = (one: string) => {
    if (/^\p{Script=Han}$/u.test(one) && checkGlyphs(one)) missing.push(one);
  };
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) if (low !== 0x7f) need(gbk.decode(new Uint8Array([high, low])));
  }
  for (let code = 0x4e00; code <= 0x9fff; code++) need(String.fromCodePoint(code));
  for (let code = 0x3400; code <= 0x4dbf; code++) need(String.fromCodePoint(code));
  expect(missing).toEqual([]);
});

test.each(['张䶮', '㛃𬭚𫖯㑇䲠', '阿卜杜拉·买买提', '〇', "Łukasz O'Żółć-Nguyễn", 'Ёлкин', 'Ζωή'])(
  '%s can be printed',
  (name) => {
    expect(checkGlyphs(name)).toBeUndefined();
  },
);

test.each([
  ['张𠮷', 2],
  ['ทดสอบ', 1],
  ['张三😀', 3],
  ['𰻝', 1],
])('%s cannot, because of character %i', (name, place) => {
  expect(checkGlyphs(name)).toContain(`character ${place} cannot be printed`);
  expect(checkGlyphs(name)).not.toContain([...name][place - 1]);
});
