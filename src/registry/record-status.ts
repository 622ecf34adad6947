/**
 * The status of the credentials of agencies' records. Each period of record has a slot in the authority's own group, whose
 * bits follow the standing: suspended, or ended because it was cancelled or another period took its place.
 */
import type { Actor } from '../core/actor.ts';
import { recordOn, type StandingStep, standingOn } from '../core/agency.ts';
import { addDays, dateAt, type LocalDate } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError } from '../core/errors.ts';
import type { Duty } from '../core/jobs.ts';
import { AUTHORITY } from '../core/key.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite, SYSTEM } from '../core/record-event.ts';
import { type StatusMark, type StatusSlot, slotCounter } from '../core/status.ts';
import { agencyRecordId } from '../credential/agency-record.ts';

type RecordDeps = Pick<Deps, 'store' | 'vault' | 'clock' | 'random' | 'settings'>;

/** A slot for the credential of a period of record that is about to be written. */
export async function slotForRecord(deps: RecordDeps, step: StandingStep): Promise<{ slot: StatusSlot; write: Write }> {
  const [n] = await deps.store.allocate([{ counter: slotCounter(AUTHORITY), count: 1 }]);
  if (n === undefined) throw new Error('the counter of slots gave nothing');
  const slot = await deps.vault.slot(AUTHORITY, n);
  const credential = agencyRecordId(deps.settings.origin, step);
  return { slot, write: { write: 'slot.hold', holder: { ...slot, credential, issuedAt: deps.clock() } } };
}

/** What makes the bits of an agency's records say what the steps come to today. `fresh`: a step that has its slot only now. */
export async function recordMarks(
  deps: RecordDeps,
  by: Pick<Actor, 'person' | 'organisation'>,
  steps: readonly StandingStep[],
  fresh?: { readonly step: StandingStep; readonly slot: StatusSlot },
): Promise<Write[]> {
  const today = dateAt(deps.clock(), deps.settings.timeZone);
  const inForce = recordOn(steps, today);
  const { state } = standingOn(steps, today);
  const writes: Write[] = [];
  for (const step of steps) {
    if (step.kind !== 'record' || step.from > today) continue;
    const slot = fresh?.step === step ? fresh.slot : await slotOf(deps, step);
    if (!slot) continue;
    const current = step.id === inForce?.id;
    const wanted = {
      'authority-revocation': !current || state === 'cancelled',
      'authority-suspension': current && state === 'suspended',
    };
    writes.push(...(await changes(deps, by, { step, slot, wanted, today })));
  }
  return writes;
}

interface Wanted {
  readonly step: StandingStep;
  readonly slot: StatusSlot;
  readonly wanted: Readonly<Record<'authority-revocation' | 'authority-suspension', boolean>>;
  readonly today: LocalDate;
}

async function changes(
  deps: RecordDeps,
  by: Pick<Actor, 'person' | 'organisation'>,
  { step, slot, wanted, today }: Wanted,
): Promise<Write[]> {
  const set = new Set((await deps.store.marks(slot)).map(({ kind }) => kind));
  const certificate = agencyRecordId(deps.settings.origin, step);
  const since = deps.clock();
  const said = { ...slot, certificate, since };
  const event = (type: 'suspended' | 'reinstated' | 'ended') =>
    eventWrite(deps, by, 'agency.record', {
      subject: step.agency,
      owner: step.agency,
      data: { record: step.id, type },
    });
  const writes: Write[] = [];
  if (wanted['authority-suspension'] && !set.has('authority-suspension')) {
    const mark: StatusMark = {
      ...said,
      kind: 'authority-suspension',
      reason: 'issuer_record_suspended',
      effect: 'none',
    };
    writes.push({ write: 'status.mark', mark }, event('suspended'));
  }
  if (!wanted['authority-suspension'] && set.has('authority-suspension')) {
    writes.push({ write: 'status.clear', slot, kind: 'authority-suspension', at: since }, event('reinstated'));
  }
  if (wanted['authority-revocation'] && !set.has('authority-revocation')) {
    const mark: StatusMark = {
      ...said,
      kind: 'authority-revocation',
      reason: 'authority_order',
      effect: 'from_date',
      effectiveFrom: today,
    };
    writes.push({ write: 'status.mark', mark }, event('ended'));
  }
  return writes;
}

async function slotOf({ store, settings }: RecordDeps, step: StandingStep): Promise<StatusSlot | undefined> {
  return (await store.slotsOfCredential(AUTHORITY, agencyRecordId(settings.origin, step)))[0];
}

/** Days that the service may have been away, or on hold, without missing a step whose day came meanwhile. */
const DAYS_BACK = 90;

/** Turns the bits of records with a step that was written for a later day, once that day has come. Returns how many agencies' it turned. */
export async function turnRecords(deps: Deps): Promise<number> {
  const { store, clock, settings } = deps;
  const today = dateAt(clock(), settings.timeZone);
  const due = await store.standingFrom(addDays(today, -DAYS_BACK), today);
  const ahead = due.filter(({ from, recordedAt }) => dateAt(recordedAt, settings.timeZone) < from);
  let turned = 0;
  for (const agency of new Set(ahead.map((step) => step.agency))) {
    const writes = await recordMarks(deps, SYSTEM, await store.standing(agency));
    if (writes.length === 0) continue;
    try {
      await store.commit(writes);
      turned++;
    } catch (error) {
      // Somebody turned it in the same moment.
      if (!(error instanceof UniqueKeyError)) throw error;
    }
  }
  return turned;
}

export const turnRecordsDuty: Duty = { name: 'agencies.turn', everyMs: 300_000, run: turnRecords };
