/** Judges rows, each alone and fully: against the rules, against the file that they came in, and against the register. */
import type { Actor } from '../../core/actor.ts';
import type { Agency } from '../../core/agency.ts';
import type { CertificateRequest, PreparedCertificate } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { settledDirection } from '../../core/occupation-names.ts';
import type { Row } from '../../lib/table/row.ts';
import { type Decision, judge } from '../decide.ts';
import { type Doubles, doubleFinder, toBeShown } from '../doubles.ts';
import { columnOf, type Fault, faultOf, type RowReport, shownValue } from './fault.ts';
import type { KeptRow } from './parts.ts';
import { type ReadRow, readRow } from './read-row.ts';
import { registerReader } from './register-reader.ts';

export interface JudgedRow {
  readonly kept: KeptRow;
  readonly report: RowReport;
}

/** Judges some rows that follow those of the call before. */
export type RowJudge = (rows: readonly { readonly n: number; readonly row: Row }[]) => Promise<JudgedRow[]>;

/** A judge for one file of an agency. `actor` is who brings it. */
export function rowJudge(deps: Deps, actor: Pick<Actor, 'kind'>, agency: Agency): RowJudge {
  const readFor = registerReader(deps, agency.code);
  const findDoubles = doubleFinder(deps);
  const firstOf = new Map<string, number>();
  return async (rows) => {
    const read = rows.map(({ n, row }) => ({ n, row, read: readRow(row) }));
    const register = await readFor(read.map((one) => one.read.request));
    const judged = read.map(({ n, row, read }) => {
      const { decision, faults, refused } = judge(deps, actor, register, read.request);
      const all = [...read.faults, ...notFoundYet(read, [...faults, ...refused])];
      if (!decision || all.length > 0) return { n, row, faults: all };
      const request = settled(decision);
      const key = personAndKind(request);
      const first = firstOf.get(key);
      if (first !== undefined) return { n, row, faults: [doubleFault(request, first)] };
      firstOf.set(key, row.row);
      return { n, row, faults: [], decision, good: { request, version: decision.template.version } };
    });
    const decisions = judged.flatMap(({ decision }) => decision ?? []);
    const shownOf = await shownDoubles(deps.store, agency, decisions, await findDoubles(decisions));
    return judged.map(({ n, row, faults, decision, good }) => ({
      kept: { n, row: row.row, ...(good ? { good } : { cells: plainCells(row) }) },
      report: { n, row: row.row, faults, ...(decision ? shownOf(decision) : { warnings: [] }) },
    }));
  };
}

/** Rules about cells that are at fault already have nothing to add. */
function notFoundYet({ faults, cells }: ReadRow, violations: Parameters<typeof faultOf>[0][]): Fault[] {
  if (cells.size === 0) return [];
  const known = new Set(faults.map(({ column }) => column));
  const told = new Set<string>();
  return violations.flatMap((violation) => {
    const column = columnOf(violation.pointer);
    if (column !== undefined && known.has(column)) return [];
    // The scope is looked at for the day of assessment and for the day of issue.
    const once = `${column} ${violation.rule}`;
    if (told.has(once)) return [];
    told.add(once);
    const cell = column === undefined ? undefined : cells.get(column);
    return faultOf(violation, cell === undefined || column === undefined ? undefined : shownValue(column, cell));
  });
}

/** As it will be issued; a direction that the register knows goes by its Chinese name, so that equal ones look equal. */
function settled({ request, occupation }: Decision): CertificateRequest {
  const { jobDirection } = request;
  return jobDirection === undefined
    ? request
    : { ...request, jobDirection: settledDirection(occupation, jobDirection) };
}

/** One person has one certificate of a kind: occupation, direction and level. */
function kindOf({ occupation, jobDirection = '', level }: CertificateRequest): string {
  const { classification, edition, code } = occupation;
  return JSON.stringify([classification, edition, code, jobDirection, level.scheme, level.code]);
}

/** Equal for two rows of which there may be only one. */
export function personAndKind(request: CertificateRequest): string {
  const { idType, idNumber, nationality } = request.holder;
  return `${JSON.stringify([idType, idNumber, nationality])}${kindOf(request)}`;
}

export function doubleFault({ holder }: CertificateRequest, first: number): Fault {
  return {
    column: 'holder.idNumber',
    value: shownValue('holder.idNumber', holder.idNumber),
    code: 'duplicate_in_file',
    zh: `与第 ${first} 行重复：同一人、同一职业、方向和等级`,
    en: `is the same person, occupation, direction and level as row ${first}`,
  };
}

/** Cells as JSON keeps them, and under each heading of the file something: what is missing is filled in where it belongs. */
function plainCells({ cells, headings = [] }: Row): Record<string, string | number | boolean> {
  const empty = headings.map((heading) => [heading, ''] as const);
  return Object.fromEntries(
    [...empty, ...cells].map(([heading, cell]) => [
      heading,
      cell instanceof Date ? cell.toISOString().slice(0, 10) : cell,
    ]),
  );
}

/**
 * What the people of some rows hold already: the agency's own by its number, whatever the template; that of another agency only
 * where the template holds doubles, and without a word of it, as when one certificate is asked for.
 */
async function shownDoubles(
  store: Deps['store'],
  { code }: Agency,
  decisions: readonly Decision[],
  { held }: Doubles,
): Promise<(decision: Decision) => Pick<RowReport, 'warnings' | 'held'>> {
  const ownOf = (decision: Decision) => held(decision).findLast(({ agency }) => agency === code)?.id;
  const ids = [...new Set(decisions.flatMap((decision) => ownOf(decision) ?? []))];
  const [signed, prepared] =
    ids.length === 0 ? [[], []] : await Promise.all([store.certificatesAmong(ids), store.preparedAmong(ids)]);
  const byId = new Map<string, PreparedCertificate>([...prepared, ...signed].map((one) => [one.id, one]));
  return (decision) => {
    const shown = toBeShown(held(decision), decision, code);
    if (shown.length === 0) return { warnings: [] };
    const own = byId.get(ownOf(decision) ?? '');
    return { warnings: [own ? alreadyCertified(own) : CERTIFIED_ELSEWHERE], held: shown.map(({ id }) => id) };
  };
}

const CERTIFIED_ELSEWHERE: Fault = {
  column: 'holder.idNumber',
  code: 'certified_elsewhere',
  zh: '此人在其他评价机构已有同一职业、方向和等级的有效证书，须由第二人确认',
  en: 'holds a certificate of another agency for the same occupation, direction and level; a second person must confirm',
};

function alreadyCertified({ number, numberCheck, issuedOn }: PreparedCertificate): Fault {
  const printed = `${number}-${numberCheck}`;
  return {
    column: 'holder.idNumber',
    code: 'already_certified',
    zh: `此人已有同一职业、方向和等级的有效证书 ${printed}（${issuedOn}），须由第二人确认`,
    en: `holds ${printed} of ${issuedOn} for the same occupation, direction and level; a second person must confirm`,
  };
}
