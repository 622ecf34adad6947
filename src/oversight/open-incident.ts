import type { Actor } from '../core/actor.ts';
import { type Batch, isUnfinished } from '../core/batch.ts';
import { dateAt, isLocalDate } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, UniqueKeyError, type Violation, YinzhengError } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import { COLLECT_INCIDENT, type Incident, type IncidentOrder, type Selection, subjectOf } from '../core/incident.ts';
import { jobWrite } from '../core/jobs.ts';
import { AUTHORITY } from '../core/key.ts';
import { checkedReason, region } from '../core/lists.ts';
import { parsePrintedNumber, regionOfCode } from '../core/numbering.ts';
import { allow, may } from '../core/policy.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { noteFaults } from '../credential/plain-text.ts';

export interface IncidentInput extends Pick<IncidentOrder, 'action' | 'reason' | 'effectiveFrom'> {
  readonly caseNumber: string;
  readonly selection: Selection;
  /** For the record, never public. */
  readonly note?: string | undefined;
  /** Suspicions that it takes up. */
  readonly reports?: readonly string[] | undefined;
}

/**
 * Opens an incident. Its set is collected at once, apart from the request; nothing else happens before a second person
 * approved it. Throws `conflict` for a case number that is there already.
 */
export async function openIncident(deps: Deps, actor: Actor, input: IncidentInput): Promise<Incident> {
  allow(actor, 'incident.open');
  const { caseNumber, note, reports = [] } = input;
  const order = orderOf(deps, input);
  const selection = await checkedSelection(deps, actor, input.selection);
  const faults = [
    ...noteFaults(note),
    ...noteFaults(caseNumber, '/caseNumber'),
    ...(await reportFaults(deps, actor, reports)),
  ];
  if (faults.length > 0) throw invalidRequest(faults);

  const id = uuidv7(deps.clock, deps.random);
  const { job, write } = incidentJob(deps, COLLECT_INCIDENT, id);
  const incident: Incident = {
    id,
    caseNumber,
    order,
    selection,
    ...(note !== undefined && { note }),
    state: 'collecting',
    revision: 0,
    openedBy: actor.person,
    openedAt: deps.clock(),
    job,
  };
  const { action, reason } = order;
  await commitOpened(deps, caseNumber, [
    { write: 'incident.add', incident },
    ...(reports.length > 0 ? [{ write: 'entry.file' as const, ids: reports, incident: id }] : []),
    eventWrite(deps, actor, 'incident.opened', {
      subject: id,
      owner: AUTHORITY,
      data: { caseNumber, action, reason, ...(reports.length > 0 && { reports }) },
    }),
    write,
  ]);
  return incident;
}

/** A job of an incident, and its id, which the incident names. */
export function incidentJob(deps: Deps, kind: string, incident: string): { job: string; write: Write } {
  const write = jobWrite(deps, { kind, owner: AUTHORITY, input: { incident } });
  if (write.write !== 'job.add') throw new TypeError('a job is added by another write');
  return { job: write.job.id, write };
}

async function commitOpened({ store }: Deps, caseNumber: string, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    if (!(error instanceof UniqueKeyError && error.table === 'incident')) throw error;
    throw new YinzhengError('conflict', `There is an incident with the case number ${caseNumber} already.`, {
      cause: error,
    });
  }
}

function orderOf(deps: Deps, { action, reason, effectiveFrom }: IncidentInput): IncidentOrder {
  if (action === 'reinstate') {
    const faults: Violation[] = [];
    if (reason !== undefined) faults.push({ pointer: '/reason', rule: 'reason', message: 'reinstating takes none' });
    if (effectiveFrom !== undefined) faults.push(noEffect('reinstating'));
    if (faults.length > 0) throw invalidRequest(faults);
    return { action };
  }
  const { code, effect } = checkedReason(reason, action);
  if (effect !== 'from_date') {
    if (effectiveFrom !== undefined) throw invalidRequest([noEffect(code)]);
    return { action, reason: code, effect };
  }
  const today = dateAt(deps.clock(), deps.settings.timeZone);
  const day = effectiveFrom ?? today;
  if (!isLocalDate(day) || day > today) {
    const message = `must be a day of the calendar, not later than today, ${today}`;
    throw invalidRequest([{ pointer: '/effectiveFrom', rule: 'range', message }]);
  }
  return { action, reason: code, effect, effectiveFrom: day };
}

function noEffect(what: string): Violation {
  return { pointer: '/effectiveFrom', rule: 'effect', message: `${what} has no such date` };
}

/**
 * The selection with what it names looked up, so that a slip of the hand is told at once and not by an empty set. An officer of
 * a province selects within it.
 */
async function checkedSelection(deps: Deps, actor: Actor, selection: Selection): Promise<Selection> {
  const { numbers, submissions, incident, region: wanted, ...search } = selection;
  const searched = Object.values(search).some((part) => part !== undefined);
  const ways = [numbers, submissions, incident, searched || undefined].filter((way) => way !== undefined);
  if (ways.length !== 1 && !(ways.length === 0 && wanted !== undefined)) {
    const message =
      'must name numbers, submissions, an incident, or what the certificates have in common: one of the four';
    throw invalidRequest([{ pointer: '/selection', rule: 'one_of', message }]);
  }
  const division = actor.region ?? wanted;
  if (wanted !== undefined && (wanted !== division || !region(wanted)))
    throw invalidRequest([unknown('/selection/region')]);
  const confined = division === undefined ? {} : { region: division };
  if (numbers) return { numbers: numbersOf(numbers), ...confined };
  if (submissions) {
    const found = await Promise.all(submissions.map((id) => deps.store.batch(id)));
    const faults = found.flatMap((batch, i) => {
      const pointer = `/selection/submissions/${i}`;
      const there = batch && batch.state !== 'receiving' && may(actor, 'batch.read', { owner: batch.agency });
      if (!there || (division ?? regionOfCode(batch.agency)) !== regionOfCode(batch.agency)) return [unknown(pointer)];
      return isUnfinished(batch) ? [unfinished(pointer, batch)] : [];
    });
    if (faults.length > 0) throw invalidRequest(faults);
    return { submissions, ...confined };
  }
  if (incident !== undefined) {
    const earlier = await deps.store.incident(incident);
    const seen = earlier?.hash !== undefined && may(actor, 'incident.read', subjectOf(earlier));
    if (!seen) throw invalidRequest([unknown('/selection/incident')]);
    return { incident, ...confined };
  }
  return ofKey(deps, { ...search, ...confined }, await agencyFaults(deps, search.agencies ?? [], division));
}

function numbersOf(numbers: readonly string[]): string[] {
  const parsed = numbers.map(parsePrintedNumber);
  const faults = parsed.flatMap((one, i): Violation[] =>
    one && one.checkMatches !== false
      ? []
      : [{ pointer: `/selection/numbers/${i}`, rule: 'number', message: 'is no certificate number' }],
  );
  if (faults.length > 0) throw invalidRequest(faults.slice(0, 100));
  return [...new Set(parsed.flatMap((one) => one?.number ?? []))];
}

async function agencyFaults({ store }: Deps, codes: readonly string[], division?: string): Promise<Violation[]> {
  const found = await Promise.all(codes.map((code) => store.agency(code)));
  return found.flatMap((agency, i) => {
    const there = agency && (division === undefined || agency.region === division);
    return there ? [] : [unknown(`/selection/agencies/${i}`)];
  });
}

/** A key belongs to one agency, and there the search stays. */
async function ofKey({ store }: Deps, search: Selection, faults: Violation[]): Promise<Selection> {
  const key = search.key === undefined ? undefined : await store.key(search.key);
  const { region: division } = search;
  const elsewhere = division !== undefined && key !== undefined && regionOfCode(key.owner) !== division;
  if (search.key !== undefined && (!key || key.owner === AUTHORITY || elsewhere))
    faults.push(unknown('/selection/key'));
  if (faults.length > 0) throw invalidRequest(faults);
  return key ? { ...search, agencies: [key.owner] } : search;
}

async function reportFaults({ store }: Deps, actor: Actor, reports: readonly string[]): Promise<Violation[]> {
  const found = await Promise.all(reports.map((id) => store.fileEntry(id)));
  return found.flatMap((entry, i) => {
    const seen = may(actor, 'report.read', { owner: entry?.agency ?? AUTHORITY });
    if (entry?.kind === 'report' && entry.incident === undefined && seen) return [];
    return [{ pointer: `/reports/${i}`, rule: 'known', message: 'is no report, or one that was taken up already' }];
  });
}

/** A set that is collected now would miss what comes of it. */
function unfinished(pointer: string, { state }: Batch): Violation {
  const message = `is ${state}, and more certificates may come of it: name it once it is done or cancelled, or select by agency and days`;
  return { pointer, rule: 'finished', message };
}

function unknown(pointer: string): Violation {
  return { pointer, rule: 'known', message: 'is not in the register' };
}
