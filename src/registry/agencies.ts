import type { Actor } from '../core/actor.ts';
import {
  type Agency,
  type ScopeItem,
  type Standing,
  type StandingKind,
  type StandingStep,
  standingOn,
} from '../core/agency.ts';
import { knownOccupations } from '../core/all-occupations.ts';
import { dateAt, isLocalDate, type LocalDate } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, type Violation, YinzhengError } from '../core/errors.ts';
import { checkName } from '../core/identity.ts';
import { uuidv7 } from '../core/ids.ts';
import type { LanguageText } from '../core/language.ts';
import { region } from '../core/lists.ts';
import { checkRecordCode } from '../core/numbering.ts';
import { allow, visible } from '../core/policy.ts';
import type { Page, Store, Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { TRUST_LIST } from '../core/status.ts';
import { holdsIdentityNumber } from '../credential/plain-text.ts';
import { checkUscc } from '../lib/check-digits.ts';
import { firstKeys } from './keys.ts';
import { recordMarks, slotForRecord } from './record-status.ts';

/** A period of record with its scope. */
export interface RecordInput {
  /** Default: today. */
  readonly from?: LocalDate | undefined;
  readonly until?: LocalDate | undefined;
  readonly scope: readonly ScopeItem[];
  readonly reason: string;
}

export interface AgencyInput {
  /** Record code; class and region are read from it. */
  readonly code: string;
  readonly uscc: string;
  readonly name: LanguageText;
  readonly record: RecordInput;
}

/** `scope` only with kind `record`, and then it must be there; `until` likewise, but optional. */
export interface StandingInput {
  readonly kind: StandingKind;
  readonly from?: LocalDate | undefined;
  readonly until?: LocalDate | undefined;
  readonly scope?: readonly ScopeItem[] | undefined;
  readonly reason: string;
}

/** An agency with its whole history and what holds today. */
export interface AgencyView {
  readonly agency: Agency;
  readonly steps: readonly StandingStep[];
  readonly standing: Standing;
}

type RegistryDeps = Pick<Deps, 'store' | 'signer' | 'vault' | 'clock' | 'random' | 'settings'>;

/** Registers an agency, records its first period and makes its keys, all at once. Throws `conflict` for a taken code or USCC. */
export async function registerAgency(deps: RegistryDeps, actor: Actor, input: AgencyInput): Promise<AgencyView> {
  allow(actor, 'agency.register');
  const { code, uscc, name } = input;
  const scope = within(actor, input.record.scope);
  const faults = [...agencyFaults(input), ...(await scopeFaults(deps.store, actor, scope, '/record/scope'))];
  const step = stepOf(deps, code, { kind: 'record', ...input.record, scope });
  faults.push(...periodFaults(step, '/record'));
  if (faults.length > 0) throw invalidRequest(faults);
  allow(actor, 'agency.register', { owner: code });

  const agency: Agency = {
    code,
    uscc,
    name,
    class: code.startsWith('Y') ? 'Y' : 'S',
    region: code.slice(5, 7),
    createdAt: deps.clock(),
  };
  await commitNew(deps.store, `There is an agency with the code ${code} or the USCC ${uscc} already.`, [
    { write: 'agency.add', agency },
    eventWrite(deps, actor, 'agency.registered', { subject: code, owner: code, data: { uscc } }),
    ...(await standingWrites(deps, actor, [], step)),
    ...(await firstKeys(deps, actor, code)),
  ]);
  return view(deps, agency);
}

/** Adds a step to an agency's standing. Cancelling is for an approver, all else for an officer. */
export async function recordStanding(
  deps: RegistryDeps,
  actor: Actor,
  code: string,
  input: StandingInput,
): Promise<AgencyView> {
  allow(actor, input.kind === 'cancel' ? 'agency.cancel' : 'agency.standing', { owner: code });
  const agency = await deps.store.agency(code);
  if (!agency) throw notFound();

  const scope = input.scope && within(actor, input.scope);
  const step = stepOf(deps, code, { ...input, scope });
  const faults = [...periodFaults(step, ''), ...textFaults(input.reason, '/reason')];
  if (input.kind === 'record') faults.push(...(await scopeFaults(deps.store, actor, scope ?? [], '/scope')));
  else if (scope || input.until) {
    faults.push({ pointer: '/kind', rule: 'kind', message: `${input.kind} takes no scope and no end` });
  }
  if (faults.length > 0) throw invalidRequest(faults);
  const steps = await deps.store.standing(code);
  const { state } = standingOn(steps, step.from);
  const possible: Record<StandingKind, boolean> = {
    record: state !== 'suspended',
    suspend: state === 'recorded',
    reinstate: state === 'suspended',
    cancel: state !== 'cancelled',
  };
  if (!possible[input.kind]) {
    const message = `On ${step.from} the agency is ${state.replace('_', ' ')}: ${input.kind} does not apply.`;
    throw new YinzhengError('conflict', message);
  }
  await commitNew(
    deps.store,
    'Somebody else changed the standing at the same time. Read it again.',
    await standingWrites(deps, actor, steps, step),
  );
  return view(deps, agency);
}

/** An agency sees itself; the authority sees all. */
export async function getAgency(deps: RegistryDeps, actor: Actor, code: string): Promise<AgencyView> {
  allow(actor, 'agency.read', { owner: code });
  const agency = await deps.store.agency(code);
  if (!agency) throw notFound();
  return view(deps, agency);
}

/** In code order. */
export async function listAgencies(deps: RegistryDeps, actor: Actor, page: Page): Promise<AgencyView[]> {
  const { owner: code, region } = visible(actor, 'agency.read');
  const agencies = await deps.store.agencies({ ...page, code, region });
  return Promise.all(agencies.map((agency) => view(deps, agency)));
}

async function view({ store, clock, settings }: RegistryDeps, agency: Agency): Promise<AgencyView> {
  const steps = await store.standing(agency.code);
  return { agency, steps, standing: standingOn(steps, dateAt(clock(), settings.timeZone)) };
}

function stepOf(deps: RegistryDeps, agency: string, { kind, from, until, scope, reason }: StandingInput): StandingStep {
  return {
    id: uuidv7(deps.clock, deps.random),
    agency,
    kind,
    from: from ?? dateAt(deps.clock(), deps.settings.timeZone),
    ...(until !== undefined && { until }),
    ...(scope !== undefined && { scope }),
    reason,
    recordedAt: deps.clock(),
  };
}

/** A step behind those that are there, with what it does to the credentials of the agency's records. */
async function standingWrites(
  deps: RegistryDeps,
  actor: Actor,
  before: readonly StandingStep[],
  step: StandingStep,
): Promise<Write[]> {
  const { agency, kind, from, until, reason } = step;
  const held = kind === 'record' ? await slotForRecord(deps, step) : undefined;
  return [
    { write: 'standing.add', step },
    eventWrite(deps, actor, 'agency.standing', {
      subject: agency,
      owner: agency,
      data: { kind, from, until, reason },
      // Of two steps that were decided on the same history, one fails: the marks below follow from it.
      once: `standing:${agency}:${before.length}`,
    }),
    { write: 'list.touch', list: TRUST_LIST },
    ...(held ? [held.write] : []),
    ...(await recordMarks(deps, actor, [...before, step], held && { step, slot: held.slot })),
  ];
}

/** Turns a taken unique key into `conflict` with a sentence for people. */
export async function commitNew(store: Store, message: string, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    if (error instanceof UniqueKeyError) throw new YinzhengError('conflict', message, { cause: error });
    throw error;
  }
}

function agencyFaults({ code, uscc, name, record }: AgencyInput): Violation[] {
  const codeFault = checkRecordCode(code);
  const faults: Violation[] = [];
  if (codeFault) faults.push({ pointer: '/code', rule: 'record_code', message: codeFault });
  else if (!region(code.slice(5, 7))) faults.push({ pointer: '/code', rule: 'region', message: 'names no province' });
  if (!checkUscc(uscc)) {
    faults.push({
      pointer: '/uscc',
      rule: 'GB 32100',
      message: 'is no unified social credit code: a character is wrong',
    });
  }
  for (const [tag, text] of Object.entries(name)) faults.push(...textFaults(text, `/name/${tag}`));
  return [...faults, ...textFaults(record.reason, '/record/reason')];
}

/** Names and reasons stand in events and documents for ever: no identity number belongs there. */
export function textFaults(text: string, pointer: string): Violation[] {
  if (holdsIdentityNumber(text)) {
    return [{ pointer, rule: 'identity_number', message: 'must not hold an identity number' }];
  }
  const fault = checkName(text);
  return fault === undefined ? [] : [{ pointer, rule: 'text', message: fault }];
}

function periodFaults({ from, until }: StandingStep, pointer: string): Violation[] {
  const faults: Violation[] = [];
  const real = 'must be a day of the calendar, YYYY-MM-DD';
  if (!isLocalDate(from)) faults.push({ pointer: `${pointer}/from`, rule: 'date', message: real });
  if (until !== undefined && !isLocalDate(until))
    faults.push({ pointer: `${pointer}/until`, rule: 'date', message: real });
  if (until !== undefined && until < from) {
    faults.push({ pointer: `${pointer}/until`, rule: 'order', message: 'must not be before the first day' });
  }
  return faults;
}

/** An office of a province records for it: where a scope names no provinces, that one is meant. */
function within(actor: Actor, scope: readonly ScopeItem[]): readonly ScopeItem[] {
  const { region: own } = actor;
  return own === undefined ? scope : scope.map((item) => ({ ...item, regions: item.regions ?? [own] }));
}

async function scopeFaults(
  store: Store,
  actor: Actor,
  scope: readonly ScopeItem[],
  pointer: string,
): Promise<Violation[]> {
  if (scope.length === 0)
    return [{ pointer, rule: 'required', message: 'must name at least one occupation and level' }];
  const faults: Violation[] = [];
  const isKnown = await knownOccupations(store);
  for (const [i, { classification, edition, occupations, levelScheme, levels, regions = [] }] of scope.entries()) {
    const known = new Set((await store.levelScheme(levelScheme))?.levels.map(({ code }) => code));
    for (const [j, code] of occupations.entries()) {
      if (isKnown({ classification, edition, code })) continue;
      faults.push({ pointer: `${pointer}/${i}/occupations/${j}`, rule: 'known', message: 'is not in the register' });
    }
    for (const [j, level] of levels.entries()) {
      if (known.has(level)) continue;
      faults.push({ pointer: `${pointer}/${i}/levels/${j}`, rule: 'known', message: 'is no level of the scheme' });
    }
    for (const [j, division] of regions.entries()) {
      const at = `${pointer}/${i}/regions/${j}`;
      if (!region(division)) faults.push({ pointer: at, rule: 'known', message: 'is no province' });
      else if (actor.region !== undefined && division !== actor.region) {
        faults.push({
          pointer: at,
          rule: 'region',
          message: 'is not your province: ask an officer of the whole country',
        });
      }
    }
  }
  return faults;
}
