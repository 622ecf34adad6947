import { expect, test } from 'vitest';
import { namesOf, newestNames, sameOccupation, settledDirection } from '../../src/core/occupation-names.ts';
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

test('two codes are one occupation whichever names the other, and over the editions between them', () => {
  const same = sameOccupation([
    edition('1999', 'z'),
    edition('2015', 'a', [
      { edition: '1999', code: 'z' },
      { edition: '2022', code: 'b' },
    ]),
    edition('2022', 'b'),
    edition('2022', 'c', [{ edition: '2015', code: 'a' }]),
    edition('2030', 'd', [{ edition: '2022', code: 'c' }]),
    edition('2022', 'x'),
  ]);
  const ask = (one: string, other: string) => {
    const [a, b] = [one, other].map((name) => {
      const [year = '', code = ''] = name.split('/');
      return { classification: 'CN-OCD', edition: year, code };
    });
    if (!a || !b) throw new Error('two');
    expect(same(a, b)).toBe(same(b, a));
    return same(a, b);
  };
  const pairs = ['2015/a 2022/b', '2015/a 2022/c', '1999/z 2022/b', '1999/z 2022/c', '1999/z 2030/d', '2015/a 2030/d'];
  for (const pair of pairs) expect([pair, ask(...(pair.split(' ') as [string, string]))]).toEqual([pair, true]);
  // Two of one edition are two, also where they share a former code; and what follows one of them is not the other.
  for (const pair of ['2022/b 2022/c', '2022/b 2030/d', '2022/x 2015/a', '2022/x 2022/b']) {
    expect([pair, ask(...(pair.split(' ') as [string, string]))]).toEqual([pair, false]);
  }
  expect(ask('2099/q', '2099/q')).toBe(true);
});

test('a direction goes by its Chinese name, where the occupation knows it', () => {
  const known = occupation('4-04-05-05');
  expect(settledDirection(known, 'data annotator')).toBe('数据标注员');
  expect(settledDirection(known, 'something else')).toBe('something else');
  expect(settledDirection(known)).toBe('');
});
