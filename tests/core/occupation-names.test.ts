import { expect, test } from 'vitest';
import { namesOf, newestNames } from '../../src/core/occupation-names.ts';
import { occupation } from '../contract/samples.ts';

const edition = (year: string, code: string, aliases: readonly { edition: string; code: string }[] = []) => ({
  ...occupation(code),
  edition: year,
  aliases,
});

test('an occupation has its own name and those of its aliases', () => {
  expect(namesOf(edition('2022', 'b', [{ edition: '2015', code: 'a' }]))).toEqual(['CN-OCD/2022/b', 'CN-OCD/2015/a']);
});

test('all codes of one occupation count under the newest, also those that no edition of ours has', () => {
  const newest = newestNames([
    edition('2015', 'a'),
    edition('2030', 'c', [{ edition: '2022', code: 'b' }]),
    edition('2022', 'b', [
      { edition: '2015', code: 'a' },
      { edition: '1999', code: 'z' },
    ]),
    edition('2022', 'x'),
  ]);
  for (const name of ['2015/a', '2022/b', '2030/c', '1999/z']) expect(newest(`CN-OCD/${name}`)).toBe('CN-OCD/2030/c');
  expect(newest('CN-OCD/2022/x')).toBe('CN-OCD/2022/x');
  expect(newest('CN-OCD/1980/q')).toBe('CN-OCD/1980/q');
});

test('two occupations of one edition stay two, whatever codes they share or claim', () => {
  const former = [{ edition: '2015', code: 'a' }];
  const newest = newestNames([
    edition('2015', 'a'),
    edition('2022', 'b', former),
    edition('2022', 'c', [...former, { edition: '2022', code: 'd' }]),
    edition('2022', 'd'),
  ]);
  const names = ['2022/b', '2022/c', '2022/d', '2015/a'];
  expect(names.map((name) => newest(`CN-OCD/${name}`))).toEqual(
    ['2022/b', '2022/c', '2022/d', '2022/b'].map((name) => `CN-OCD/${name}`),
  );
});
