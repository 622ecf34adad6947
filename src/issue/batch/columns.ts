/** The columns of an exam's file: CONTRACT's names of a request, and what people write above and into them. */
import { allRegions, allRoutes, shippedLevelSchemes, shippedTemplates } from '../../core/lists.ts';
import { headingFinder, type Named } from '../../lib/table/headings.ts';

export type ColumnName =
  | 'template'
  | 'holder.name'
  | 'holder.nameLatin'
  | 'holder.idType'
  | 'holder.idNumber'
  | 'holder.nationality'
  | 'occupation.classification'
  | 'occupation.edition'
  | 'occupation.code'
  | 'jobDirection'
  | 'level.scheme'
  | 'level.code'
  | 'assessment.batch'
  | 'assessment.route'
  | 'assessment.assessedOn'
  | 'assessment.region'
  | 'assessment.theory'
  | 'assessment.practical'
  | 'assessment.comprehensive'
  | 'issuedOn';

/**
 * `identity`: text, and a number in its place is refused, because a spreadsheet has rounded it. `code`: text, or a whole
 * number that is as good. `score`: a number, also as text. `date`: a day, in any way that spreadsheets write one.
 */
export type ColumnKind = 'text' | 'identity' | 'code' | 'score' | 'date';

export interface ExamColumn extends Named<ColumnName> {
  readonly kind: ColumnKind;
  /** Most characters. */
  readonly max: number;
  readonly required: boolean;
  /** What an empty cell means. */
  readonly usual?: string;
}

const column = (
  name: ColumnName,
  kind: ColumnKind,
  [headings, max, need]: readonly [readonly string[], number, ('required' | { readonly usual: string })?],
): ExamColumn => ({
  name,
  kind,
  headings,
  max,
  required: need === 'required',
  ...(typeof need === 'object' && need),
});

/** In the order of the import template; the first two headings are the ones that we write, in Chinese and English. */
export const EXAM_COLUMNS: readonly ExamColumn[] = [
  column('holder.name', 'text', [['姓名', 'Name', '考生姓名', 'Holder name'], 200, 'required']),
  column('holder.idNumber', 'identity', [
    ['证件号码', 'ID number', '身份证号', '身份证号码', '证件号', '公民身份号码'],
    60,
    'required',
  ]),
  column('holder.idType', 'code', [['证件类型', 'ID type', '证件种类'], 40, { usual: 'cn.resident_id' }]),
  column('occupation.code', 'code', [['职业编码', 'Occupation code', '职业代码', '工种编码'], 40, 'required']),
  column('jobDirection', 'text', [['职业方向', 'Job direction', '工种', '工种方向'], 200]),
  column('level.code', 'code', [['等级', 'Level', '技能等级', '职业技能等级', '级别'], 20, 'required']),
  column('assessment.theory', 'score', [['理论成绩', 'Theory', '理论知识成绩', '理论'], 10]),
  column('assessment.practical', 'score', [['实操成绩', 'Practical', '操作技能成绩', '技能成绩', '实操'], 10]),
  column('assessment.comprehensive', 'score', [['综合成绩', 'Comprehensive', '综合评审成绩', '综合评审'], 10]),
  column('assessment.assessedOn', 'date', [['考核日期', 'Assessed on', '评价日期', '考试日期'], 20, 'required']),
  column('assessment.route', 'code', [['评价方式', 'Route', '评价类型'], 40, 'required']),
  column('assessment.batch', 'code', [['考核批次', 'Exam batch', '批次', '考试批次'], 100]),
  column('assessment.region', 'code', [['考核地区', 'Region', '评价地区', '考核省份'], 40]),
  column('issuedOn', 'date', [['发证日期', 'Issued on', '颁发日期'], 20, 'required']),
  column('template', 'code', [['证书模板', 'Template', '证书类型'], 100, 'required']),
  column('holder.nameLatin', 'text', [['拉丁字母姓名', 'Latin name', '姓名拼音', '英文姓名'], 200]),
  column('holder.nationality', 'code', [['国籍', 'Nationality'], 2]),
  column('occupation.classification', 'code', [['职业分类', 'Classification'], 40, { usual: 'CN-OCD' }]),
  column('occupation.edition', 'code', [['分类版本', 'Edition', '大典版本'], 20, { usual: '2022' }]),
  column('level.scheme', 'code', [['等级体系', 'Level scheme'], 40, { usual: 'CN-SKILL' }]),
];

const BY_NAME = new Map(EXAM_COLUMNS.map((one) => [one.name, one]));

/** Above the column that tells what is wrong with each row, in files that go back. */
export const ERRORS_HEADING = '错误 Errors';

/** The column of a heading in Chinese or English, or of a member's name. */
export const findColumn = headingFinder(EXAM_COLUMNS);

export function isColumn(heading: string): boolean {
  return findColumn(heading) !== undefined;
}

export function examColumn(name: ColumnName): ExamColumn {
  const found = BY_NAME.get(name);
  if (!found) throw new RangeError(`no column ${name}`);
  return found;
}

const ID_TYPES = new Map([
  ['居民身份证', 'cn.resident_id'],
  ['身份证', 'cn.resident_id'],
  ['港澳台居民居住证', 'cn.hkmt_residence_permit'],
  ['港澳居民来往内地通行证', 'cn.hk_macau_permit'],
  ['台湾居民来往大陆通行证', 'cn.taiwan_permit'],
  ['护照', 'passport'],
]);
const NUMERALS = new Map([...'一二三四五'].map((numeral, at) => [`${numeral}级`, String(at + 1)]));
const names = <T extends { readonly name: { readonly zh: string; readonly en: string } }>(
  list: readonly T[],
  code: (one: T) => string,
) => new Map(list.flatMap((one) => [one.name.zh, one.name.en].map((name) => [name, code(one)] as const)));

const ROUTES = names(allRoutes(), ({ code }) => code);
const REGIONS = names(allRegions(), ({ division }) => division);
const TEMPLATES = names(shippedTemplates(), ({ id }) => id);
const LEVELS = new Map(
  shippedLevelSchemes().map(({ code, levels }) => [code, names(levels, (level) => level.code)] as const),
);

/** What people write instead of a code: names, and `三级/高级工` for a level. Anything else stays as it is. */
export function codeOf(name: ColumnName, text: string, scheme: string): string {
  switch (name) {
    case 'holder.idType':
      return ID_TYPES.get(text) ?? text;
    case 'assessment.route':
      return ROUTES.get(text) ?? text;
    case 'assessment.region':
      return REGIONS.get(text) ?? text;
    case 'holder.nationality':
      return text === '中国' ? 'CN' : text;
    case 'template':
      return TEMPLATES.get(text) ?? text;
    case 'level.code':
      return levelOf(text, scheme);
    default:
      return text;
  }
}

function levelOf(text: string, scheme: string): string {
  const known = (part: string) => LEVELS.get(scheme)?.get(part) ?? NUMERALS.get(part);
  const found = new Set(text.split(/[/／（）()]/).flatMap((part) => known(part.trim()) ?? []));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : text;
}

/** What a cell of the import template may be chosen from, as people read it. */
export function choicesOf(name: ColumnName): readonly string[] {
  switch (name) {
    case 'holder.idType':
      return [...ID_TYPES.keys()].filter((text) => text !== '身份证');
    case 'assessment.route':
      return allRoutes().map((one) => one.name.zh);
    case 'template':
      return shippedTemplates().map((one) => one.name.zh);
    case 'level.code':
      return [...NUMERALS.keys()].reverse();
    default:
      return [];
  }
}
