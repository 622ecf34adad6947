import { describe, expect, test } from 'vitest';
import { holdsHiddenCharacter, holdsIdentityNumber, showHiddenCharacters } from '../../src/credential/plain-text.ts';

describe('hidden characters', () => {
  test.each([
    ['a tab', 'a\tb'],
    ['a line break', 'a\nb'],
    ['NUL', 'a\u0000b'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['right-to-left override', 'a\u202eb'],
    ['right-to-left isolate', 'a\u2067b'],
    ['right-to-left mark', 'a\u200fb'],
    ['zero-width space', 'a\u200bb'],
    ['byte order mark', 'a\ufeffb'],
    ['soft hyphen', 'a\u00adb'],
    ['a tag character', 'a\u{e0041}b'],
    ['a lone surrogate', 'a\ud800b'],
    ['private use', 'a\ue000b'],
    ['a noncharacter', 'a\uffffb'],
  ])('%s is found and shown', (_, text) => {
    expect(holdsHiddenCharacter(text)).toBe(true);
    expect(showHiddenCharacters(text)).toMatch(/^a\ufffdb$/u);
  });

  test.each(['张伟', '阿卜杜拉·买买提', 'José O’Neill', 'علی\u200cرضا', '👩‍🔬', '𠮷野', 'a b', ''])(
    '%s is left alone',
    (text) => {
      expect(holdsHiddenCharacter(text)).toBe(false);
      expect(showHiddenCharacters(text)).toBe(text);
    },
  );
});

describe('identity numbers', () => {
  test.each([
    '11010519491231002X',
    '11010519491231002x',
    '身份证11010519491231002X。',
    'ID11010519491231002Xabc',
    '１１０１０５１９４９１２３１００２Ｘ',
    '110105194912310029',
    'No. 810000199408230021',
  ])('%s holds one', (text) => {
    expect(holdsIdentityNumber(text)).toBe(true);
  });

  test.each([
    '1101**********002X',
    'S000033000107263000042',
    'Y123444199808263000042',
    'CN-S000033000107-26-3-0000421',
    '0192d3a0-7c00-7abc-8def-0123456789ab',
    '110105194913310020',
    '1101051949123100',
    '2111010519491231002X',
    '11010519491231002112',
  ])('%s holds none', (text) => {
    expect(holdsIdentityNumber(text)).toBe(false);
  });
});
