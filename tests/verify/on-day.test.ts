import { describe, expect, test } from 'vitest';
import { statusOnDay } from '../../src/verify/on-day.ts';
import type { Withdrawal } from '../../src/verify/status.ts';

const ZONE = 'Asia/Shanghai';
const revoked = (more: Partial<Withdrawal> = {}): Withdrawal => ({
  purpose: 'revocation',
  by: 'authority',
  // The 10th in Shanghai.
  since: '2026-11-09T16:30:00Z',
  effect: 'none',
  ...more,
});
const suspended = (more: Partial<Withdrawal> = {}): Withdrawal => ({ ...revoked(more), purpose: 'suspension' });

function held(now: readonly Withdrawal[], past: readonly Withdrawal[] | undefined, day: string) {
  const { status, later } = statusOnDay({ known: true, withdrawals: now }, past, day, ZONE);
  return [status.known ? status.withdrawals.length : 'unknown', later.length];
}

describe('what held on a day', () => {
  test.each([
    ['no fault, the day before', revoked(), '2026-11-09', [0, 1]],
    ['no fault, that day', revoked(), '2026-11-10', [1, 0]],
    ['void, long before', revoked({ effect: 'void' }), '2020-01-01', [1, 0]],
    ['from a date, before it', revoked({ effect: 'from_date', effectiveFrom: '2026-11-05' }), '2026-11-04', [0, 1]],
    ['from a date, on it', revoked({ effect: 'from_date', effectiveFrom: '2026-11-05' }), '2026-11-05', [1, 0]],
    ['suspended later', suspended(), '2026-11-09', [0, 1]],
    ['suspended since', suspended(), '2026-11-11', [1, 0]],
    ['suspended for a reason that would void', suspended({ effect: 'void' }), '2026-11-01', [0, 1]],
    ['a bit that says nothing of its time', { purpose: 'revocation', by: 'agency' } as const, '2020-01-01', [1, 0]],
  ])('%s', (_, mark, day, expected) => {
    expect(held([mark], [], day)).toEqual(expected);
  });

  test.each([
    ['2026-11-09', 0],
    ['2026-11-10', 1],
    ['2026-11-12', 1],
    ['2026-11-13', 0],
  ])('a suspension that was lifted on the 12th counts on every day that it touched: %s', (day, count) => {
    expect(held([], [suspended({ until: '2026-11-12T01:00:00Z' })], day)).toEqual([count, 0]);
  });

  test('nothing is clean where lifted suspensions are not known', () => {
    expect(held([], undefined, '2026-11-09')).toEqual(['unknown', 0]);
    expect(held([revoked()], undefined, '2026-11-09')).toEqual(['unknown', 1]);
    expect(held([revoked()], undefined, '2026-11-10')).toEqual([1, 0]);
  });
});
