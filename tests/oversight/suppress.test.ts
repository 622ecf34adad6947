/** Somebody with all published tables tries to work out what is hidden in them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedOccupations } from '../../src/core/lists.ts';
import { flagsOf, occupationName } from '../../src/core/occupation-names.ts';
import { MEASURES, type TallyRow } from '../../src/core/statistics.ts';
import { PUBLIC_DIMENSIONS, type PublicDimension, publishable, sumsAmong } from '../../src/oversight/snapshot.ts';
import { hidden, SMALLEST } from '../../src/oversight/suppress.ts';

const occupations = shippedOccupations();
type Tables = Record<PublicDimension, TallyRow[]>;

/** Certificates of one month: people with uneven attributes, some with several certificates. */
function tablesOf(certificates: readonly (readonly number[])[]): Tables {
  const counts = new Map<string, { issued: number; people: Set<number> }>();
  for (const [person = 0, a = 0, b = 0, c = 0, d = 0] of certificates) {
    const occupation = occupations[a % occupations.length];
    if (!occupation) continue;
    const values: Record<PublicDimension, string> = {
      total: 'all',
      region: String(11 + (b % 5)),
      class: b % 7 === 0 ? 'Y' : 'S',
      occupation: occupationName(occupation),
      flags: flagsOf(occupation),
      level: `CN-SKILL/${1 + (c % 5)}`,
      route: d % 4 === 0 ? 'competition' : 'social_assessment',
      sex: person % 3 === 0 ? 'female' : 'male',
      age: ['16-24', '25-34', '35-44', '55-'][person % 4] ?? '',
    };
    for (const by of PUBLIC_DIMENSIONS) {
      const name = `${by}\n${values[by]}`;
      const cell = counts.get(name) ?? { issued: 0, people: new Set() };
      cell.issued++;
      cell.people.add(person);
      counts.set(name, cell);
    }
  }
  const none = Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Omit<TallyRow, 'key'>;
  const rows = (by: PublicDimension) =>
    [...counts]
      .filter(([name]) => name.startsWith(`${by}\n`))
      .map(([name, cell]) => ({
        ...none,
        key: name.split('\n')[1] ?? '',
        issued: cell.issued,
        persons: cell.people.size,
      }));
  return Object.fromEntries(PUBLIC_DIMENSIONS.map((by) => [by, rows(by)])) as Tables;
}

interface Range {
  low: number;
  high: number;
}

/** All that follows from the sums: the narrowest range of each number, by going round until nothing narrows any more. */
function attack(known: ReadonlyMap<string, number | null>, sums: ReturnType<typeof sumsAmong>): Map<string, Range> {
  const ranges = new Map<string, Range>(
    // A row is there because there is somebody.
    [...known].map(([name, n]) => [
      name,
      n === null ? { low: 1, high: Number.POSITIVE_INFINITY } : { low: n, high: n },
    ]),
  );
  const at = (name: string) => ranges.get(name) as Range;
  for (let narrowed = true; narrowed; ) {
    narrowed = false;
    const narrow = (name: string, low: number, high: number) => {
      const range = at(name);
      const next = { low: Math.max(range.low, low), high: Math.min(range.high, high) };
      if (next.low === range.low && next.high === range.high) return;
      ranges.set(name, next);
      narrowed = true;
    };
    for (const { total, parts } of sums) {
      const low = parts.reduce((sum, name) => sum + at(name).low, 0);
      const high = parts.reduce((sum, name) => sum + at(name).high, 0);
      narrow(total, low, high);
      for (const name of parts) {
        const others = { low: low - at(name).low, high: parts.reduce((s, p) => (p === name ? s : s + at(p).high), 0) };
        narrow(name, at(total).low - others.high, at(total).high - others.low);
      }
    }
  }
  return ranges;
}

const attributes = fc.tuple(
  fc.nat({ max: 400 }),
  fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.nat({ max: 40 }) }),
  fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat({ max: 9 }) }),
  fc.oneof({ weight: 8, arbitrary: fc.constant(2) }, { weight: 1, arbitrary: fc.nat({ max: 9 }) }),
  fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(0) }),
);

test('no small number is published, and none that is hidden can be worked out from all tables together', () => {
  let shown = 0;
  let hid = 0;
  fc.assert(
    fc.property(fc.array(attributes, { minLength: 1, maxLength: 300, size: 'max' }), (certificates) => {
      const tables = tablesOf(certificates);
      const published = publishable(tables, occupations);
      for (const measure of ['issued', 'persons'] as const) {
        const known = new Map(
          PUBLIC_DIMENSIONS.flatMap((by) => published[by].map((row) => [`${by} ${row.key}`, row[measure]] as const)),
        );
        // Of persons only sex and age add up to the total: the other tables count some of them twice.
        const sums = sumsAmong(tables, occupations).filter(
          ({ parts }) => measure === 'issued' || parts.every((name) => /^(?:sex|age) /.test(name)),
        );
        for (const n of known.values()) {
          if (n === null) hid++;
          else {
            shown++;
            expect(n).toBeGreaterThanOrEqual(SMALLEST);
          }
        }
        const ranges = attack(known, measure === 'issued' ? sums : []);
        for (const [name, n] of known) {
          const { low, high } = ranges.get(name) as Range;
          if (n === null) expect(high - low, `${measure} ${name}`).toBeGreaterThanOrEqual(SMALLEST - 1);
        }
      }
    }),
    { numRuns: 150, seed: 20261126 },
  );
  expect(Math.min(shown, hid)).toBeGreaterThan(1_000);
});

test('the same month is published the same each time, whatever the order of its rows', () => {
  const certificates = Array.from({ length: 200 }, (_, n) => [n, n % 17, n % 6, n % 11, n % 5]);
  const backwards = tablesOf(certificates.toReversed());
  const sorted = (tables: Tables) =>
    Object.entries(publishable(tables, occupations)).map(([by, rows]) => [
      by,
      rows.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ]);
  expect(sorted(backwards)).toEqual(sorted(tablesOf(certificates)));
});

test.each([
  ['one small part hides a second', { a: 3, b: 20, c: 30 }, ['a', 'b']],
  ['two small parts need no third, if they leave each other room', { a: 6, b: 7, c: 30 }, ['a', 'b']],
  ['two very small ones do', { a: 2, b: 3, c: 30 }, ['a', 'b', 'c']],
  ['where all are large nothing is hidden', { a: 10, b: 11 }, []],
  ['where nothing is left to hide, the total goes', { a: 4, b: 4 }, ['a', 'b', 't']],
] as const)('%s', (_, parts, expected) => {
  const entries = Object.entries(parts);
  const total = entries.reduce((sum, [, n]) => sum + n, 0);
  const numbers = new Map<string, number>([...entries, ['t', total]]);
  const hide = hidden({ numbers, sums: [{ total: 't', parts: Object.keys(parts) }] });
  expect([...hide].sort()).toEqual(expected);
});
