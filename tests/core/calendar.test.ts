import { expect, test } from 'vitest';
import { addDays, dateAt, endOfDay, rfc3339, startOfDay } from '../../src/core/calendar.ts';

const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Pacific/Apia'];

test.each(ZONES)('days of %s begin where they begin, in whatever order they are asked for', (zone) => {
  const days = Array.from({ length: 800 }, (_, n) => addDays('2017-01-01', (n * 577) % 800));
  for (const day of days) {
    const start = startOfDay(day, zone);
    expect([dateAt(start - 1, zone), dateAt(start, zone), dateAt(start + 3_600_000, zone)]).toEqual([
      addDays(day, -1),
      day,
      day,
    ]);
  }
});

test('also where clocks change at midnight, an instant has one day, whatever was asked before', () => {
  const zone = 'America/Sao_Paulo';
  const plain = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  for (let at = Date.parse('2017-10-13T00:00Z'); at < Date.parse('2017-10-17T00:00Z'); at += 900_000) {
    expect([at, dateAt(at, zone)]).toEqual([at, plain.format(at)]);
  }
});

test.each([
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'],
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00Z'],
])('where clocks of %s are put forward at midnight, %s begins when they are', (zone, day, start) => {
  expect(rfc3339(startOfDay(day, zone))).toBe(start);
  expect(endOfDay(addDays(day, -1), zone)).toBe(Date.parse(start) - 1000);
});

test('the last day that can be written has an end', () => {
  expect(rfc3339(endOfDay('9999-12-31', 'Asia/Shanghai'))).toBe('9999-12-31T15:59:59Z');
});

test('a zone that there is not is an error each time', () => {
  for (let time = 0; time < 2; time++) expect(() => dateAt(0, 'Mars/Olympus')).toThrow(RangeError);
});
