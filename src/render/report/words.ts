/** Words of the reports on files of certificates that the pages do not have. Reports are in both languages at once. */
import type { Effect } from '../../core/catalogue.ts';
import type { LanguageText } from '../../core/language.ts';
import type { VerdictCode } from '../../core/verdict.ts';
import { ROW_OUTCOMES, type RowFault, type RowVerdict } from '../../core/verification.ts';
import { WORDS } from '../words.ts';

type Outcome = (typeof ROW_OUTCOMES)[number];

const OUTCOMES: Readonly<Record<Outcome, LanguageText>> = {
  not_found: { zh: '查无此证（编号或姓名不符）', en: 'No such certificate (number or name is wrong)' },
  not_looked_up: {
    zh: '未查询（今日编号与姓名不符的行数已达上限）',
    en: "Not looked up (today's limit of rows whose number and name do not match is reached)",
  },
  unreadable: { zh: '此行无法读取', en: 'This row cannot be read' },
};

const FAULTS: Readonly<Record<RowFault, LanguageText>> = {
  shape: {
    zh: '此行应当有一张证书（凭证、JWT 或二维码文字），或者编号和姓名',
    en: 'A row has a certificate (credential, JWT or text of a QR code), or a number and a name',
  },
  not_json: { zh: '此行不是 JSON', en: 'This line is not JSON' },
  more_cells_than_headings: { zh: '此行的单元格比标题多', en: 'This row has more cells than there are headings' },
};

const isOutcome = (verdict: RowVerdict): verdict is Outcome => (ROW_OUTCOMES as readonly string[]).includes(verdict);

export function verdictText(verdict: RowVerdict): LanguageText {
  return isOutcome(verdict) ? OUTCOMES[verdict] : bothOf((words) => words.verdicts[verdict as VerdictCode].title);
}

export function faultText(fault: RowFault): LanguageText {
  return FAULTS[fault];
}

export function effectText(effect: Effect): LanguageText {
  return bothOf((words) => words.status.effects[effect]);
}

export function byText(by: 'agency' | 'authority'): LanguageText {
  return bothOf((words) => words.status[by]);
}

/** The notices of a verdict that pages show too; others stay as they are. */
export function noticeText(notice: string): LanguageText {
  return bothOf((words) => (words.result.notice as Readonly<Record<string, string>>)[notice] ?? notice);
}

function bothOf(text: (words: (typeof WORDS)['zh']) => string): LanguageText {
  return { zh: text(WORDS.zh), en: text(WORDS.en) };
}

/** Of the table, in the order of its columns. */
export const HEADINGS = [
  '行 Row',
  '结论代码 Verdict code',
  '结论',
  'Verdict',
  '未通过的检查 Checks not passed',
  '决定方 By',
  '决定时间 Since',
  '原因',
  'Reason',
  '效力',
  'Effect',
  '失效日期 Effective from',
  '证书编号 Number',
  '姓名 Name',
  '职业',
  'Occupation',
  '等级',
  'Level',
  '发证机构',
  'Issuer',
  '发证日期 Issued on',
  '有效期至 Valid until',
  '新证书 Replaced by',
  '说明',
  'Note',
] as const;
