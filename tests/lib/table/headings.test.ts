import { expect, test } from 'vitest';
import { headingFinder } from '../../../src/lib/table/headings.ts';

test('a heading names its column in either language, however it is spaced and marked', () => {
  const find = headingFinder([
    { name: 'holder.idNumber', headings: ['证件号码', '身份证号', 'ID number'] },
    { name: 'holder.name', headings: ['姓名', 'Name'] },
  ]);
  const heard = ['证件号码', '* 身份证号（必填）', 'id_number', 'ID Number', 'holder.idNumber', '证件 号码：'];
  expect(heard.map(find)).toEqual(heard.map(() => 'holder.idNumber'));
  expect(['姓 名', 'name*', '备注', ''].map(find)).toEqual(['holder.name', 'holder.name', undefined, undefined]);
  // None is so long, and taking brackets out of it would take the square of its length.
  expect([190, 200].map((length) => find(`姓名（${'('.repeat(length)}）`))).toEqual(['holder.name', undefined]);
});
