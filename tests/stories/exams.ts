/** Files of exams, of people who do not exist, in the dialects of the programs that make them. */
import writeExcelFile from 'write-excel-file/node';
import { createApiKey } from '../../src/registry/api-keys.ts';
import { gbk } from '../lib/table/tables.ts';
import { A } from './people.ts';
import { residentId } from './requests.ts';
import type { Answer, Call, World } from './world.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** In the order in which an office has them, which is not ours. */
export const HEADINGS = [
  '证书模板',
  '姓名',
  '证件类型',
  '证件号码',
  '职业编码',
  '职业方向',
  '技能等级',
  '评价方式',
  '考核日期',
  '理论成绩',
  '实操成绩',
  '发证日期',
] as const;
export type Heading = (typeof HEADINGS)[number];
export type ExamRow = Record<Heading, string | number>;

const SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨';
const NAMES = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明';

/** The n-th examinee, n from 0 to 999,999, good in every cell. */
export function examinee(day: string, n: number): ExamRow {
  const born = 1960 + Math.floor(n / 10_000);
  const month = String(1 + (Math.floor(n / 1_000) % 10)).padStart(2, '0');
  return {
    证书模板: '职业技能等级证书',
    姓名: `${SURNAMES[n % 16]}${NAMES[Math.floor(n / 16) % 16]}${NAMES[Math.floor(n / 256) % 16]}`,
    证件类型: '居民身份证',
    证件号码: residentId(`330102${born}${month}15${String(n % 1_000).padStart(3, '0')}`),
    职业编码: '4-04-05-05',
    职业方向: '数据标注员',
    技能等级: '三级/高级工',
    评价方式: '社会评价',
    考核日期: day,
    理论成绩: 60 + (n % 41),
    实操成绩: 60 + ((n * 7) % 80) / 2,
    发证日期: day,
  };
}

export function exam(day: string, count: number, from = 0): ExamRow[] {
  return Array.from({ length: count }, (_, n) => examinee(day, from + n));
}

/** As Chinese Excel saves "CSV": GBK, CR LF, and days with slashes. */
export function excelCsv(rows: readonly ExamRow[]): Uint8Array<ArrayBuffer> {
  return gbk(
    csv(rows)
      .replaceAll(/(\d{4})-(\d\d)-(\d\d)(?=[,\r])/g, '$1/$2/$3')
      .replaceAll('\n', '\r\n'),
  );
}

export function csv(rows: readonly ExamRow[]): string {
  const cell = (text: string | number) =>
    /[",\n]/.test(String(text)) ? `"${String(text).replaceAll('"', '""')}"` : text;
  const lines = rows.map((row) => HEADINGS.map((heading) => cell(row[heading])).join(','));
  return [HEADINGS.join(','), ...lines, ''].join('\n');
}

export async function xlsx(rows: readonly ExamRow[]): Promise<Uint8Array<ArrayBuffer>> {
  const table = [[...HEADINGS], ...rows.map((row) => HEADINGS.map((heading) => row[heading]))];
  return new Uint8Array(await writeExcelFile(table).toBuffer());
}

/** One slip of the hand, what it makes of a cell, and what is said about it. */
export interface Slip {
  readonly heading: Heading;
  readonly cell: string | number;
  readonly code: string;
  readonly column: string;
  /** What may be seen of the cell. */
  readonly value?: string;
}

export const SLIPS: readonly Slip[] = [
  { heading: '姓名', cell: '', code: 'required', column: 'holder.name' },
  { heading: '姓名', cell: '长'.repeat(101), code: 'text', column: 'holder.name' },
  {
    heading: '姓名',
    cell: '11010519491231002X',
    code: 'identity_number',
    column: 'holder.name',
    value: '1101**********002X',
  },
  { heading: '证件号码', cell: '', code: 'required', column: 'holder.idNumber' },
  {
    heading: '证件号码',
    cell: '110105194912310021',
    code: 'cn.resident_id',
    column: 'holder.idNumber',
    value: '1101**********0021',
  },
  {
    heading: '证件号码',
    cell: '11010519490231002X',
    code: 'cn.resident_id',
    column: 'holder.idNumber',
    value: '1101**********002X',
  },
  { heading: '证件号码', cell: '1.10105E+17', code: 'number_cell', column: 'holder.idNumber' },
  { heading: '证件类型', cell: '学生证', code: 'known', column: 'holder.idType', value: '学生证' },
  { heading: '职业编码', cell: '4-04-05-99', code: 'known', column: 'occupation.code', value: '4-04-05-99' },
  { heading: '职业编码', cell: '6-31-07-03', code: 'scope', column: 'occupation.code', value: '6-31-07-03' },
  { heading: '技能等级', cell: '九级', code: 'known', column: 'level.code', value: '九级' },
  { heading: '评价方式', cell: '抽签', code: 'template', column: 'assessment.route', value: '抽签' },
  { heading: '考核日期', cell: '2026-02-30', code: 'date', column: 'assessment.assessedOn', value: '2026-02-30' },
  { heading: '理论成绩', cell: 59, code: 'pass_mark', column: 'assessment.theory', value: '59' },
  { heading: '理论成绩', cell: '缺考', code: 'score', column: 'assessment.theory', value: '缺考' },
  { heading: '实操成绩', cell: 101, code: 'score', column: 'assessment.practical', value: '101' },
  { heading: '实操成绩', cell: '', code: 'required', column: 'assessment.practical' },
  { heading: '发证日期', cell: '2099-01-01', code: 'not_future', column: 'issuedOn', value: '2099-01-01' },
  { heading: '证书模板', cell: '结业证', code: 'known', column: 'template', value: '结业证' },
];

export interface SeenBatch {
  readonly id: string;
  readonly state: string;
  readonly hash: string;
  readonly rows: number;
  readonly good: number;
  readonly faulty: number;
  readonly warned: number;
  readonly waitsFor?: string;
  readonly approval: string;
  readonly approvals: readonly { readonly by: string; readonly person: string }[];
  readonly ignored: readonly string[];
  readonly progress: {
    readonly issued: number;
    readonly failed: number;
    readonly done: number;
    readonly error?: string;
  };
}

export interface SeenFault {
  readonly column?: string;
  readonly value?: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export interface SeenRow {
  readonly n: number;
  readonly row?: number;
  readonly state: string;
  readonly faults: readonly SeenFault[];
  readonly warnings: readonly SeenFault[];
  readonly request?: { readonly holder: { readonly idNumber: string } };
  readonly certificate?: { readonly id: string; readonly number: string };
}

type Upload = Pick<Call, 'as' | 'headers'> & { readonly type?: string; readonly dryRun?: boolean };

/** Sends a file. */
export function upload(
  world: World,
  file: string | Uint8Array<ArrayBuffer>,
  { as = 'clerk@A', type = 'text/csv', dryRun = false, headers = {} }: Upload = {},
): Promise<Answer<SeenBatch>> {
  return world.call(`POST /v1/batches${dryRun ? '?dryRun=true' : ''}`, { as, text: file, type, headers });
}

/** Sends a file, and fails the story when that fails. */
export async function submitted(
  world: World,
  file: string | Uint8Array<ArrayBuffer>,
  how?: Upload,
): Promise<SeenBatch> {
  const answer = await upload(world, file, how);
  if (answer.status !== 202) throw new Error(`submitting answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

export async function batchOf(world: World, id: string): Promise<SeenBatch> {
  return (await world.call<SeenBatch>(`GET /v1/batches/${id}`, { as: 'clerk@A' })).body;
}

export async function rowsOf(world: World, id: string, state?: string): Promise<SeenRow[]> {
  const rows: SeenRow[] = [];
  for (let after = '0'; ; ) {
    const route = `GET /v1/batches/${id}/rows?limit=200&after=${after}${state ? `&state=${state}` : ''}` as const;
    const { body } = await world.call<{ items: SeenRow[]; next?: string }>(route, { as: 'clerk@A' });
    rows.push(...body.items);
    if (body.next === undefined) return rows;
    after = body.next;
  }
}

export function act(world: World, id: string, verb: string, as: Call['as'], json?: object): Promise<Answer<SeenBatch>> {
  return world.call(`POST /v1/batches/${id}/${verb}`, { ...(as && { as }), ...(json && { json }) });
}

export function approve(world: World, batch: SeenBatch, as: Call['as'] = 'signer@A'): Promise<Answer<SeenBatch>> {
  return act(world, batch.id, 'approve', as, { hash: batch.hash });
}

/** Waits until nothing is left to sign. */
export async function done(world: World, id: string, timeout = 60_000): Promise<SeenBatch> {
  const end = Date.now() + timeout;
  for (;;) {
    const batch = await batchOf(world, id);
    if (batch.state === 'done') return batch;
    if (Date.now() > end) throw new Error(`the batch is ${batch.state} still: ${JSON.stringify(batch.progress)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A key of agency A for a person of that name. */
export async function keyOf(
  world: World,
  person: string,
  role: 'clerk' | 'signer' | 'examiner',
): Promise<{ key: string }> {
  const { key } = await createApiKey(world.deps, {
    kind: 'agency',
    organisation: A.code,
    roles: [role],
    person,
    days: 9,
  });
  return { key };
}
