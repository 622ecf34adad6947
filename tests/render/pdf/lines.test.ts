import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../../src/render/pdf/lines.ts';

const within = (length: number) => (line: string) => [...line].length <= length;

test.each([
  ['人工智能训练师', 4, ['人工智能', '训练师']],
  ['甲乙丙丁，戊己', 4, ['甲乙丙', '丁，戊己']],
  ['甲乙丙（丁戊）', 4, ['甲乙丙', '（丁戊）']],
  ['a vocational certificate', 12, ['a vocational', 'certificate']],
  ['证书 certificate of', 12, ['证书', 'certificate', 'of']],
  ['incomprehensibilities', 8, ['incompre', 'hensibil', 'ities']],
  ['', 8, ['']],
])('%s in lines of %i', (text, length, lines) => {
  expect(linesOf(text, within(length))).toEqual(lines);
});

test('no text is lost, no line is too long', () => {
  const words = fc.array(fc.constantFrom('甲', '乙，', '（丙）', 'word ', 'long-word', ' ', '。', '\n', '〇'));
  fc.assert(
    fc.property(words, fc.integer({ min: 5, max: 20 }), (parts, length) => {
      const text = parts.join('');
      const lines = linesOf(text, within(length));
      expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(length);
    }),
    { numRuns: 200 },
  );
});
