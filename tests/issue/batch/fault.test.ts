import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../../src/core/actor.ts';
import { IDENTITY_TYPES } from '../../../src/core/identity.ts';
import { CHINESE, type Fault, faultOf } from '../../../src/issue/batch/fault.ts';
import { rowJudge } from '../../../src/issue/batch/judge-rows.ts';
import type { Cell } from '../../../src/lib/table/row.ts';
import { AGENCY, openWorld } from '../../http/world.ts';
import { examinee } from '../../stories/exams.ts';

const ANY = '不符合规则';

test('every rule has a sentence in Chinese, and one that nobody knows says so', () => {
  const rules = [
    ...Object.keys(CHINESE).map((rule) => ['/level', rule]),
    ...IDENTITY_TYPES.map((type) => ['/holder/idNumber', type]),
  ];
  for (const [pointer = '', rule = ''] of rules) {
    const { zh } = faultOf({ pointer, rule, message: 'x' });
    expect([rule, zh]).toEqual([rule, expect.stringMatching(/^(?!不符合规则).*\p{Script=Han}/u)]);
  }
  expect(faultOf({ pointer: '', rule: 'other', message: 'x' }).zh).toBe(ANY);
});

test('what rows break is told by its own sentence', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const agency = await deps.store.agency(AGENCY);
  if (!agency) throw new Error('the world has no agency');
  const clerk: Pick<Actor, 'kind'> = { kind: 'agency' };
  const faults = async (change: Readonly<Record<string, Cell>>): Promise<readonly Fault[]> => {
    const cells = new Map(Object.entries({ ...examinee('2026-11-20', 1), ...change }));
    const [judged] = await rowJudge(deps, clerk, agency)([{ n: 1, row: { row: 2, cells } }]);
    return judged?.report.faults ?? [];
  };
  for (const [change, code, zh] of [
    [{ 姓名: '王\u{2a6d6}' }, 'glyph', /字库/],
    [{ 考核地区: '火星' }, 'known', /省级行政区/],
    [{ 等级体系: 'X' }, 'template', /等级体系/],
    [{ 国籍: '华' }, 'country', /国家代码/],
    [{ 考核日期: '2026-11-21' }, 'order', /发证日期/],
  ] as const) {
    const found = await faults(change);
    expect(found.find((fault) => fault.code === code)?.zh).toMatch(zh);
    expect(found.map((fault) => fault.zh)).not.toContain(ANY);
  }
  expect(await faults({ 国籍: '中国' })).toEqual([]);
});
