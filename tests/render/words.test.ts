import { describe, expect, test } from 'vitest';
import { CHECK_IDS, VERDICT_CODES } from '../../src/core/verdict.ts';
import { RESULT_LOOK, VERDICT_LOOK } from '../../src/render/look.ts';
import { fill, WORDS } from '../../src/render/words.ts';

/** Every text of a dictionary by its path. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, member]) => texts(member, `${path}/${key}`));
}

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('the two languages', () => {
  const zh = new Map(texts(WORDS.zh));
  const en = new Map(texts(WORDS.en));

  test('have words for the same things', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
    expect(zh.size).toBeGreaterThan(80);
  });

  test('leave the same blanks, and no text empty', () => {
    for (const [path, text] of zh) {
      expect(text.trim(), path).not.toBe('');
      expect(en.get(path)?.trim(), path).not.toBe('');
      expect(blanks(en.get(path) ?? ''), path).toEqual(blanks(text));
    }
  });

  test('are written in their own script', () => {
    for (const [path, text] of en) if (path !== '/other') expect(text, path).not.toMatch(/\p{Script=Han}/u);
    for (const [path, text] of zh)
      if (!['/tag', '/other'].includes(path)) expect(text, path).toMatch(/\p{Script=Han}/u);
  });
});

describe('verdicts', () => {
  test('say what SEAL says', () => {
    const said = VERDICT_CODES.map((code) => [code, WORDS.zh.verdicts[code].title, WORDS.en.verdicts[code].title]);
    expect(said).toEqual([
      ['valid', '有效', 'Valid'],
      ['valid_as_of', '有效（状态截至 {asOf}）', 'Valid, status as of {asOf}'],
      ['status_unchecked', '真实，状态未核实', 'Genuine, status not checked'],
      ['expired', '已过期', 'Expired'],
      ['not_yet_valid', '尚未生效', 'Not yet valid'],
      ['suspended', '已暂停', 'Suspended'],
      ['revoked', '已撤销', 'Revoked'],
      ['replaced', '已换发', 'Replaced'],
      ['issuer_unknown', '发证机构未被认可', 'Issuer not recognised'],
      ['not_authentic', '签名不符', 'Not authentic'],
      ['not_ours', '非本系统证书码', 'Not one of our certificates'],
      ['cannot_check', '暂时无法核验', 'Cannot check now'],
    ]);
  });

  test('are green only when they are valid, and never speak of tampering', () => {
    const green = VERDICT_CODES.filter((code) => VERDICT_LOOK[code].tone === 'good');
    expect(green).toEqual(['valid', 'valid_as_of']);
    expect(JSON.stringify(WORDS)).not.toMatch(/tamper|篡改/i);
  });

  test('and results each have a look of their own', () => {
    expect(RESULT_LOOK.unknown.tone).not.toBe('good');
    expect(new Set(Object.values(RESULT_LOOK).map(({ icon }) => icon)).size).toBe(4);
    expect(Object.keys(WORDS.zh.checks)).toEqual([...CHECK_IDS]);
  });
});

test('blanks are filled, or left out', () => {
  expect(fill('until {day}, {day} and {other}', { day: '2026-01-01' })).toBe('until 2026-01-01, 2026-01-01 and ');
  expect(fill('{day}', { day: '{other}', other: 'x' })).toBe('{other}');
});
