import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkResidentId, checkUscc, mod3736, residentIdCheck, usccCheck } from '../../src/lib/check-digits.ts';

const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

describe('ISO 7064 MOD 37,36', () => {
  test('the example of the standard', () => {
    expect(mod3736('A12425GABC1234002')).toBe('M');
  });

  test('finds every single wrong character', () => {
    const text = fc.array(fc.constantFrom(...ALPHABET), { minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(text, fc.nat(), fc.constantFrom(...ALPHABET), (characters, where, other) => {
        const at = where % characters.length;
        fc.pre(characters[at] !== other);
        expect(mod3736(characters.with(at, other).join(''))).not.toBe(mod3736(characters.join('')));
      }),
      { numRuns: 2000 },
    );
  });

  test('finds 99 of 100 swaps of neighbours', () => {
    const pairs = ALPHABET.flatMap((a) => ALPHABET.filter((b) => b !== a).map((b) => [a, b]));
    const missed = ALPHABET.flatMap((head) =>
      pairs.filter(([a, b]) => mod3736(`S${head}${a}${b}07`) === mod3736(`S${head}${b}${a}07`)),
    );
    expect(missed.length / (pairs.length * ALPHABET.length)).toBeLessThan(0.01);
  });

  test.each(['', 'a', '1-2', ' 1', '１'])('refuses %j', (text) => {
    expect(() => mod3736(text)).toThrow(SyntaxError);
  });
});

describe('resident identity number', () => {
  test.each(['11010519491231002X', '810000199408230021', '440524188001010014'])('%s', (text) => {
    expect(checkResidentId(text)).toBe(true);
    expect(residentIdCheck(text.slice(0, 17))).toBe(text[17]);
  });

  test('every other last character is wrong', () => {
    for (const last of '0123456789') expect(checkResidentId(`11010519491231002${last}`)).toBe(false);
  });

  test.each(['', '11010519491231002x', '1101051949123100', '11010519491231002XX', '1１010519491231002X'])(
    '%j',
    (text) => {
      expect(checkResidentId(text)).toBe(false);
    },
  );

  test('needs 17 digits', () => {
    expect(() => residentIdCheck('1234567890123456')).toThrow(SyntaxError);
    expect(() => residentIdCheck('1234567890123456X')).toThrow(SyntaxError);
  });
});

describe('unified social credit code', () => {
  test('the good and the bad example', () => {
    expect(checkUscc('91350100M000100Y43')).toBe(true);
    expect(checkUscc('91350100M000100Y4Z')).toBe(false);
    expect(usccCheck('91350100M000100Y4')).toBe('3');
  });

  test('every other last character is wrong', () => {
    for (const last of ALPHABET) expect(checkUscc(`91350100M000100Y4${last}`)).toBe(last === '3');
  });

  test.each(['I', 'O', 'S', 'V', 'Z', 'a'])('%s is not in its alphabet', (letter) => {
    expect(checkUscc(`91350100${letter}000100Y43`)).toBe(false);
    expect(() => usccCheck(`91350100${letter}000100Y4`)).toThrow(SyntaxError);
  });
});
