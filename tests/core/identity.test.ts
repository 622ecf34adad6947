import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkIdentity, checkName, IDENTITY_TYPES, maskIdNumber, normaliseName } from '../../src/core/identity.ts';

const good = (idType: string, idNumber: string, nationality?: string) => {
  expect(checkIdentity({ idType, idNumber, nationality })).toEqual({ idNumber });
};
const bad = (idType: string, idNumber: string, nationality?: string) => {
  const result = checkIdentity({ idType, idNumber, nationality });
  expect(result).toEqual({ fault: expect.any(String) });
  if ('fault' in result && idNumber.length > 5) expect(result.fault).not.toContain(idNumber);
};

describe('cn.resident_id', () => {
  test('the example of GB 11643', () => good('cn.resident_id', '11010519491231002X'));
  test('a division that never was passes', () => good('cn.resident_id', '99000019940823002X'));
  test('a leap day passes', () => good('cn.resident_id', '110105200002290005'));

  test.each([
    ['lower case x', '11010519491231002x'],
    ['spaces', ' 110105 19491231 002X '],
    ['full-width characters', '１１０１０５１９４９１２３１００２Ｘ'],
  ])('%s is normalised', (_, idNumber) => {
    expect(checkIdentity({ idType: 'cn.resident_id', idNumber })).toEqual({ idNumber: '11010519491231002X' });
  });

  test('15 digits of before 1999 become 18', () => {
    expect(checkIdentity({ idType: 'cn.resident_id', idNumber: '110105491231002' })).toEqual({
      idNumber: '11010519491231002X',
    });
  });

  test.each([
    ['a wrong check digit', '110105194912310021'],
    ['a wrong digit', '11010519491231003X'],
    ['two digits swapped', '11010519491213002X'],
    ['the 31st of February', '110105199402310022'],
    ['the 29th of February in a common year', '110105190002290009'],
    ['month 13', '110105199413010025'],
    ['15 digits with no such date', '110105491331002'],
    ['17 digits', '11010519491231002'],
    ['19 characters', '11010519491231002XX'],
    ['a letter within', '1101051949123100XX'],
    ['nothing', ''],
    ['digits of another script', '١١٠١٠٥١٩٤٩١٢٣١٠٠٢X'],
  ])('%s is refused', (_, idNumber) => bad('cn.resident_id', idNumber));

  test('any real date with the right check character passes, and with any other not', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
        fc.nat(999),
        (date, n) => {
          const digits = `330106${date.toISOString().slice(0, 10).replaceAll('-', '')}${String(n).padStart(3, '0')}`;
          const passing = [...'0123456789X'].filter(
            (check) => 'idNumber' in checkIdentity({ idType: 'cn.resident_id', idNumber: digits + check }),
          );
          expect(passing).toHaveLength(1);
        },
      ),
    );
  });
});

describe('other papers', () => {
  test.each(['810000199408230021', '830000199408230025', '820000199408230023'])('residence permit %s', (idNumber) =>
    good('cn.hkmt_residence_permit', idNumber),
  );
  test.each(['810000199408230021', '830000940823002'])('%s is no resident number besides', (idNumber) => {
    const claim = { idType: 'cn.resident_id', idNumber };
    expect(checkIdentity(claim)).toEqual({ fault: expect.stringContaining('cn.hkmt_residence_permit') });
  });
  test.each(['11010519491231002X', '840000199408230027', '810001199408230028', '810000199408230022', '81000'])(
    'no residence permit: %s',
    (idNumber) => bad('cn.hkmt_residence_permit', idNumber),
  );

  test.each(['H12345678', 'M00000001'])('Hong Kong and Macao permit %s', (idNumber) =>
    good('cn.hk_macau_permit', idNumber),
  );
  test.each(['A12345678', 'H1234567', 'H123456789', '123456789'])('no such permit: %s', (idNumber) =>
    bad('cn.hk_macau_permit', idNumber),
  );

  test('Taiwan permit', () => good('cn.taiwan_permit', '12345678'));
  test.each(['1234567', '123456789', 'T1234567'])('no Taiwan permit: %s', (idNumber) =>
    bad('cn.taiwan_permit', idNumber),
  );

  test.each(['E12345678', 'EA1234567', 'EZ1234567', 'G12345678'])('Chinese passport %s', (idNumber) => {
    good('passport', idNumber);
    good('passport', idNumber, 'CN');
  });
  test.each(['EI1234567', 'EO1234567', 'E1234567', 'EAA123456', 'D12345678', 'G1234567', 'C01X00T47'])(
    'no Chinese passport: %s',
    (idNumber) => {
      bad('passport', idNumber);
      bad('passport', idNumber, 'CN');
    },
  );
  test('a passport of another country needs that country', () => {
    good('passport', 'C01X00T47', 'DE');
    good('passport', 'AB123', 'KE');
    good('passport', 'ABCDEF123456', 'KE');
    for (const idNumber of ['AB12', 'ABCDEF1234567', 'AB-1234', '']) bad('passport', idNumber, 'DE');
    for (const nationality of ['de', 'DEU', '', '49']) bad('passport', 'C01X00T47', nationality);
  });
  test('typed in lower case with spaces', () => {
    expect(checkIdentity({ idType: 'passport', idNumber: 'ea 1234567' })).toEqual({ idNumber: 'EA1234567' });
  });

  test.each(['', 'cn.driver', 'CN.RESIDENT_ID', 'toString', '__proto__'])('there is no type %j', (idType) =>
    bad(idType, '11010519491231002X'),
  );
  test('the types are listed', () => {
    expect(IDENTITY_TYPES).toEqual([
      'cn.resident_id',
      'cn.hkmt_residence_permit',
      'cn.hk_macau_permit',
      'cn.taiwan_permit',
      'passport',
    ]);
  });
});

describe('maskIdNumber', () => {
  test.each([
    ['11010519491231002X', '1101**********002X'],
    ['ABCDEF1234567890', 'ABCD********7890'],
    ['ABCDEF123456', 'ABC******456'],
    ['H12345678', 'H1*****78'],
    ['12345678', '12****78'],
    ['AB123', 'A***3'],
    ['ABC', '***'],
    ['', ''],
  ])('%s', (idNumber, masked) => {
    expect(maskIdNumber(idNumber)).toBe(masked);
  });

  test('hides at least half', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{0,40}$/), (idNumber) => {
        const masked = maskIdNumber(idNumber);
        expect(masked).toHaveLength(idNumber.length);
        expect([...masked].filter((character) => character === '*').length).toBeGreaterThanOrEqual(idNumber.length / 2);
      }),
    );
  });
});

describe('normaliseName', () => {
  test.each([
    ['  张伟\u3000', '张伟'],
    ['Anna\u00a0 \u2003Maria  Weber', 'Anna Maria Weber'],
    ['Jose\u0301', 'José'],
    ...['\u2022', '\u2027', '\u22c5', '\u2219', '\u30fb', '\uff65', '\u0387', '\u00b7'].map((dot) => [
      `阿依古丽${dot}买买提`,
      '阿依古丽\u00b7买买提',
    ]),
  ])('%j', (typed, name) => {
    expect(normaliseName(typed)).toBe(name);
  });

  test('done twice is done once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
      }),
    );
  });
});

describe('checkName', () => {
  test.each([
    '张伟',
    '阿依古丽·买买提',
    'Ngũgĩ wa Thiong’o',
    "Seán O'Brien-Ní Dhubhghaill",
    'محمد',
    'علی\u200cرضا',
    'ශ්\u200dරී',
    '𠮷田',
    '葛\u{e0100}城',
    '🙂',
    '阿'.repeat(100),
    '𠮷'.repeat(100),
  ])('%s', (name) => {
    expect(checkName(name)).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['only a space', ' '],
    ['101 characters', '阿'.repeat(101)],
    ['a control character', '张\u0000伟'],
    ['a tab', '张\t伟'],
    ['a line break', '张伟\n李娜'],
    ['a delete', 'a\u007f'],
    ['a next line', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a right-to-left override', 'abc\u202ecba'],
    ['a directional isolate', '\u2066abc\u2069'],
    ['a right-to-left mark', 'abc\u200f'],
    ['an Arabic letter mark', 'abc\u061c'],
    ['a zero-width space', '张\u200b伟'],
    ['a byte order mark', '\ufeff张伟'],
    ['a soft hyphen', 'Mül\u00adler'],
    ['a tag character', 'a\u{e0041}'],
    ['a lone surrogate', 'a\ud800'],
    ['a noncharacter', 'a\uffff'],
    ['an unassigned code point', 'a\u{e0fff}'],
    ['a private-use character', 'a\ue000'],
    ['a character that a program could not read', '张\ufffd'],
    ['only a joiner', '\u200d'],
    ['only a combining mark', '\u0301'],
    ['only a Hangul filler', '\u3164'],
    ['only a half-width Hangul filler', '\uffa0'],
    ['only a blank Braille pattern', '\u2800'],
  ])('%s is refused', (_, name) => {
    expect(checkName(name)).toBeTypeOf('string');
  });
});
