import { expect, test } from 'vitest';
import { demographyOf } from '../../src/core/demography.ts';

const of = (idNumber: string, on: string, idType = 'cn.resident_id') => demographyOf({ idType, idNumber }, on);

test.each([
  ['11010519491231002X', '2026-11-01', 'female', '55-'],
  ['810000199408230021', '2019-08-22', 'female', '16-24'],
  ['810000199408230021', '2019-08-23', 'female', '25-34'],
  ['330102201012310016', '2026-12-30', 'male', '0-15'],
  ['330102201012310016', '2026-12-31', 'male', '16-24'],
])('%s on %s: %s, %s', (idNumber, on, sex, age) => {
  expect(of(idNumber, on)).toEqual({ sex, age });
});

test('other papers do not tell, and neither does what is erased', () => {
  expect(of('E12345678', '2026-11-01', 'passport')).toEqual({ sex: 'unknown', age: 'unknown' });
  expect(demographyOf(undefined, '2026-11-01')).toEqual({ sex: 'unknown', age: 'unknown' });
});
