import { describe, expect, test } from 'vitest';
import {
  catalogueOn,
  judgeSubsidy,
  type SubsidyCatalogue,
  type SubsidyClaim,
  type SubsidyFacts,
  type SubsidyRules,
  standingClaims,
} from '../../src/core/subsidy.ts';

const OCCUPATION = { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' };
const RULES: SubsidyRules = {
  withinMonths: 12,
  perYear: 3,
  oncePerLevel: true,
  higherBarsLower: true,
  excludedRoutes: ['direct_recognition'],
  levels: { scheme: 'CN-SKILL', codes: ['3', '4'] },
  occupations: [OCCUPATION],
};
const FACTS: SubsidyFacts = {
  on: '2026-11-20',
  verdict: 'valid',
  inScope: true,
  route: 'social_assessment',
  issuedOn: '2025-11-20',
  occupation: OCCUPATION,
  level: { scheme: 'CN-SKILL', code: '3', rank: 4 },
  replaced: [],
};

const claim = (on: string, more: Partial<SubsidyClaim> = {}): SubsidyClaim => ({
  id: 'i',
  claimant: 'c',
  n: 1,
  catalogue: { id: 'c', version: 1 },
  certificate: 'x',
  occupation: OCCUPATION,
  level: { scheme: 'CN-SKILL', code: '4', rank: 3 },
  on,
  person: 'p',
  at: 0,
  ...more,
});
const senior = { level: { scheme: 'CN-SKILL', code: '2', rank: 5 } };
const same = { level: FACTS.level };

function failed(facts: Partial<SubsidyFacts>, claims: readonly SubsidyClaim[] = [], rules = RULES): string[] {
  const newest = (name: string) => name.replace('/2015/2-02-10-09', '/2022/4-04-05-05');
  return judgeSubsidy(rules, { ...FACTS, ...facts }, claims, newest)
    .filter(({ result }) => result === 'fail')
    .map(({ id }) => id);
}

test('a day before issue is told the first day, and one after the last the last', () => {
  const said = (issuedOn: string) =>
    judgeSubsidy(RULES, { ...FACTS, issuedOn }, [], (name) => name).find(({ id }) => id === 'deadline')?.detail;
  expect(said('2026-11-21')).toBe('the first day is 2026-11-21, when it was issued');
  expect(said('2025-11-19')).toBe('the last day was 2026-11-19');
});

describe('what bars a subsidy', () => {
  test.each<[string, Partial<SubsidyFacts>, SubsidyClaim[], string[]]>([
    ['nothing', {}, [], []],
    ['the last day has not passed', { issuedOn: '2025-11-20' }, [], []],
    ['a day too late', { issuedOn: '2025-11-19' }, [], ['deadline']],
    ['before the day of issue', { issuedOn: '2026-11-21' }, [], ['deadline']],
    ['a verdict that is not green', { verdict: 'status_unchecked' }, [], ['status']],
    ['no right to issue it', { inScope: false }, [], ['scope']],
    ['a route', { route: 'direct_recognition' }, [], ['route']],
    ['a level that it does not have', { level: { scheme: 'CN-SKILL', code: '5', rank: 2 } }, [], ['level']],
    ['an occupation that it does not have', { occupation: { ...OCCUPATION, code: 'x' } }, [], ['occupation']],
    [
      'not an occupation under its former code',
      { occupation: { ...OCCUPATION, edition: '2015', code: '2-02-10-09' } },
      [],
      [],
    ],
    ['the same level before', {}, [claim('2020-01-01', same)], ['first_claim']],
    ['the certificate in whose place it came', { replaced: ['x'] }, [claim('2020-01-01')], ['first_claim']],
    [
      'the same under another code',
      {},
      [claim('2020-01-01', { ...same, occupation: { ...OCCUPATION, edition: '2015', code: '2-02-10-09' } })],
      ['first_claim'],
    ],
    ['what has become of it since', { verdictNow: 'revoked' }, [], ['status']],
    ['the same level for a later day', {}, [claim('2026-11-21', same)], ['first_claim']],
    [
      'not the level of another occupation',
      {},
      [claim('2020-01-01', { ...senior, occupation: { ...OCCUPATION, code: 'x' } })],
      [],
    ],
    ['a higher level before', {}, [claim('2020-01-01', senior)], ['higher_level']],
    ['not a lower one', {}, [claim('2020-01-01')], []],
    [
      'three in the year',
      {},
      [1, 2, 3].map((day) => claim(`2026-01-0${day}`, { occupation: { ...OCCUPATION, code: `${day}` } })),
      ['claims_per_year'],
    ],
    ['not three in two years', {}, [claim('2025-12-31'), claim('2026-01-01'), claim('2026-01-02')], []],
  ])('%s', (_, facts, claims, rules) => {
    expect(failed(facts, claims)).toEqual(rules);
  });

  test('is what the catalogue has rules for', () => {
    const bare: SubsidyRules = { oncePerLevel: false, higherBarsLower: false, excludedRoutes: [] };
    const everything = [claim('2020-01-01', same), claim('2020-01-01', senior)];
    const facts = { issuedOn: '2001-01-01', level: { scheme: 'CN-SKILL', code: '5', rank: 2 } };
    expect(failed(facts, everything, bare)).toEqual([]);
  });
});

test('claims that stand: not those that were withdrawn, and of a day not those for a later one', () => {
  const all = [claim('2026-11-19', { withdrawnAt: 1 }), claim('2026-11-20'), claim('2026-11-21')];
  expect(standingClaims(all)).toEqual(all.slice(1));
  expect(standingClaims(all, '2026-11-20')).toEqual([all[1]]);
});

test('the newest version that counts on the day', () => {
  const version = (n: number, validFrom: string, validUntil?: string) =>
    ({ version: n, validFrom, validUntil }) as SubsidyCatalogue;
  const all = [version(1, '2020-01-01'), version(2, '2026-01-01', '2026-06-30'), version(3, '2027-01-01')];
  const on = (day: string) => catalogueOn(all, day)?.version;
  expect([on('2019-12-31'), on('2025-12-31'), on('2026-06-30'), on('2026-07-01'), on('2027-01-01')]).toEqual([
    undefined,
    1,
    2,
    1,
    3,
  ]);
});
