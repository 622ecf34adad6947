import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  agencyOfNumber,
  checkCharacter,
  checkRecordCode,
  isNumberScheme,
  numberScheme,
  parsePrintedNumber,
} from '../../src/core/numbering.ts';

const official = numberScheme('cn-vslc-22');
const neutral = numberScheme('neutral');
const facts = { agency: 'S000033000107', year: 2026, level: '3' };

test.each([
  ['S000033000107263000042', 'S000033000107'],
  ['CN-S000033000107-26-3-0000042', 'S000033000107'],
  ['KE-NITA01-26-4-0012345', 'NITA01'],
  ['S000033000107263000000', undefined],
  ['1234567890123456', undefined],
])('the number %s names the agency %s', (number, agency) => {
  expect(agencyOfNumber(number)).toBe(agency);
});

describe('check character', () => {
  const good = [
    'Y000123000012265000001-O',
    'S000033000107263000042-E',
    'S000144060312261000007-J',
    'Y000011000985251000318-K',
    'S002165000021264012345-J',
    'DE-7K2M9Q-26-3-0000421-G',
    'KE-NITA01-26-4-0012345-T',
  ];
  test.each(good)('%s', (printed) => {
    const at = printed.lastIndexOf('-');
    const [number, numberCheck] = [printed.slice(0, at), printed.slice(at + 1)];
    expect(checkCharacter(number)).toBe(numberCheck);
    const scheme = printed.startsWith('S') || printed.startsWith('Y') ? 'cn-vslc-22' : 'neutral';
    expect(numberScheme(scheme).check(number)).toBeUndefined();
    expect(parsePrintedNumber(printed)).toEqual({ number, numberCheck, checkMatches: true, scheme });
  });

  test.each([
    ['one digit', 'S000033000107263000043-E'],
    ['another year', 'S000033000107262000042-E'],
    ['two digits swapped', 'S000033000170263000042-E'],
    ['another class', 'Y000033000107263000042-E'],
  ])('wrong after a slip: %s', (_, printed) => {
    expect(parsePrintedNumber(printed)).toMatchObject({ numberCheck: 'E', checkMatches: false, scheme: 'cn-vslc-22' });
  });

  test.each([
    ['class', 'X000033000107263000042-W', 'begin with Y'],
    ['province', 'S000099000107263000042-S', 'province'],
    ['level', 'S000033000107267000042-3', 'level'],
    ['serial zero', 'S000033000107263000000-Y', 'serial'],
  ])('right, but the rule fails: %s', (_, printed, fault) => {
    const number = printed.slice(0, -2);
    expect(checkCharacter(number)).toBe(printed.at(-1));
    expect(official.check(number)).toContain(fault);
    expect(parsePrintedNumber(printed)).toEqual({ number, numberCheck: printed.at(-1), checkMatches: true });
  });
});

describe('cn-vslc-22', () => {
  test('the first number of a counter has serial 1, the last 999999', () => {
    expect(official.format(facts, 0)).toBe('S000033000107263000001');
    expect(official.format(facts, 41)).toBe('S000033000107263000042');
    expect(official.format(facts, 999_998)).toBe('S000033000107263999999');
    expect(() => official.format(facts, 999_999)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  test('what it makes keeps its own rule', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2000, max: 2099 }),
        fc.constantFrom(...'12345'),
        fc.nat(999_998),
        (year, level, n) => {
          const number = official.format({ ...facts, year, level }, n);
          expect(number).toHaveLength(22);
          expect(official.check(number)).toBeUndefined();
          expect(parsePrintedNumber(`${number}-${checkCharacter(number)}`)).toMatchObject({
            number,
            scheme: 'cn-vslc-22',
          });
        },
      ),
    );
  });

  test('numbers that differ in their serial alone share a counter, others do not', () => {
    const counters = [
      facts,
      { ...facts, year: 2027 },
      { ...facts, level: '4' },
      { ...facts, agency: 'S000033000108' },
    ].map((each) => official.counter(each));
    expect(new Set(counters).size).toBe(4);
    expect(official.counter({ ...facts, country: 'CN' })).toBe(counters[0]);
    expect(counters[0]).not.toBe(neutral.counter({ ...facts, country: 'CN' }));
  });

  test.each([
    ['a level without a digit', { ...facts, level: '学徒工' }],
    ['level 0', { ...facts, level: '0' }],
    ['level 6', { ...facts, level: '6' }],
    ['two levels', { ...facts, level: '12' }],
    ['a short record code', { ...facts, agency: 'S0000330001' }],
    ['an unknown class', { ...facts, agency: 'Q000033000107' }],
    ['an unknown province', { ...facts, agency: 'S000010000107' }],
  ])('%s cannot be numbered', (_, wrong) => {
    expect(official.fault(wrong)).toBeTypeOf('string');
    expect(() => official.format(wrong, 0)).toThrow(RangeError);
    expect(() => official.counter(wrong)).toThrow(RangeError);
  });

  test.each([
    '',
    'S00003300010726300004',
    'S0000330001072630000421',
    's000033000107263000042',
    'S000033000107263000042-E',
  ])('%j has not its form', (number) => {
    expect(official.check(number)).toContain('form');
  });
});

describe('neutral', () => {
  test('the examples', () => {
    expect(neutral.format({ country: 'DE', agency: '7K2M9Q', year: 2026, level: '3' }, 420)).toBe(
      'DE-7K2M9Q-26-3-0000421',
    );
    expect(neutral.format({ country: 'KE', agency: 'NITA01', year: 2026, level: '4' }, 12_344)).toBe(
      'KE-NITA01-26-4-0012345',
    );
  });

  test('ends at 9999999', () => {
    const kenya = { country: 'KE', agency: 'NITA01', year: 2026, level: '4' };
    expect(neutral.format(kenya, 9_999_998)).toBe('KE-NITA01-26-4-9999999');
    expect(() => neutral.format(kenya, 9_999_999)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  test.each([
    ['no country', { agency: 'NITA01', year: 2026, level: '4' }],
    ['a country in lower case', { country: 'ke', agency: 'NITA01', year: 2026, level: '4' }],
    ['an agency with a hyphen', { country: 'KE', agency: 'NITA-1', year: 2026, level: '4' }],
    ['a level of two characters', { country: 'KE', agency: 'NITA01', year: 2026, level: '10' }],
  ])('%s cannot be numbered', (_, wrong) => {
    expect(neutral.fault(wrong)).toBeTypeOf('string');
    expect(() => neutral.format(wrong, 0)).toThrow(RangeError);
  });

  test.each(['KE-NITA01-26-4-0000000', 'KE-NITA01-26-4-001234', 'KENITA012640012345', 'K1-NITA01-26-4-0012345'])(
    '%s breaks the rule',
    (number) => {
      expect(neutral.check(number)).toBeTypeOf('string');
    },
  );
});

describe('parsePrintedNumber', () => {
  const number = 'S000033000107263000042';
  test.each([
    ['as printed', 'S000033000107263000042-E'],
    ['lower case', 's000033000107263000042-e'],
    ['spaces', ' S0000 33 000107 26 3 000042 - E\n'],
    ['full-width characters', 'Ｓ００００３３０００１０７２６３００００４２－Ｅ'],
    ['an en dash', 'S000033000107263000042–E'],
    ['a minus sign', 'S000033000107263000042−E'],
    ['no hyphen', 'S000033000107263000042E'],
  ])('%s', (_, text) => {
    expect(parsePrintedNumber(text)).toEqual({ number, numberCheck: 'E', checkMatches: true, scheme: 'cn-vslc-22' });
  });

  test('without a check character nothing is said about it', () => {
    expect(parsePrintedNumber(number)).toEqual({ number, scheme: 'cn-vslc-22' });
    expect(parsePrintedNumber('de-7k2m9q-26-3-0000421')).toEqual({
      number: 'DE-7K2M9Q-26-3-0000421',
      scheme: 'neutral',
    });
  });

  test('a trailing hyphen is forgiven', () => {
    expect(parsePrintedNumber(`${number}-`)).toEqual({ number, scheme: 'cn-vslc-22' });
  });

  test('numbers of other schemes are read too', () => {
    expect(parsePrintedNumber('1233003001234567')).toEqual({ number: '1233003001234567' });
    expect(parsePrintedNumber('ab-2019-00017-x')).toEqual({
      number: 'AB-2019-00017',
      numberCheck: 'X',
      checkMatches: false,
    });
  });

  test.each([
    '',
    '12345',
    '-',
    'S000033000107263000042-E!',
    '证书编号',
    'NOT-A-NUMBER',
    '1'.repeat(60),
    '<script>1234567',
  ])('%j is no number', (text) => {
    expect(parsePrintedNumber(text)).toBeUndefined();
  });
});

test.each([
  ['S000033000107', true],
  ['Y000123000012', true],
  ['S000099000107', false],
  ['S000033000000', false],
  ['T000033000107', false],
  ['S00003300010', false],
  ['S0000330001070', false],
  ['s000033000107', false],
])('record code %s: %s', (code, right) => {
  expect(checkRecordCode(code) === undefined).toBe(right);
});

test('schemes by id', () => {
  expect(isNumberScheme('neutral')).toBe(true);
  expect(isNumberScheme('cn-legacy-16')).toBe(false);
  expect(() => numberScheme('cn-legacy-16')).toThrow(RangeError);
});
