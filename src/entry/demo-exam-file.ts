/** An exam for visitors to submit: a file as an office sends it, of people who do not exist. */
import { writeFileSync } from 'node:fs';
import type { LocalDate } from '../core/calendar.ts';
import { residentIdCheck } from '../lib/check-digits.ts';

const HEADINGS = '姓名,证件号码,职业编码,职业方向,技能等级,理论成绩,实操成绩,评价方式,考核日期,发证日期,证书模板';
const NAMES = ['李示例', '王示例', '张示例', '刘示例', '陈示例', '杨示例', '赵示例', '黄示例', '周示例', '吴示例'];

/** Ten rows, two of which show what is said about a slip: a score below the mark, and a digit that is wrong. */
export function writeDemoExam(file: string, today: LocalDate): void {
  const rows = NAMES.map((name, n) => {
    const digits = `99000019880${(n % 9) + 1}1500${n}`;
    const idNumber = digits + residentIdCheck(digits);
    const slipped = n === 7 ? `${digits.slice(0, 16)}${(Number(digits[16]) + 1) % 10}${idNumber.slice(17)}` : idNumber;
    const theory = n === 4 ? 55 : 70 + n;
    return [
      name,
      slipped,
      '4-04-05-05',
      '数据标注员',
      '高级工',
      theory,
      80.5,
      '社会评价',
      today,
      today,
      '职业技能等级证书',
    ];
  });
  writeFileSync(file, `\ufeff${[HEADINGS, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`);
}
