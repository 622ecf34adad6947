import { recordOn, type SignedAgencyRecord, type StandingStep } from '../core/agency.ts';
import { dateAt } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { agencyRecordDocument, agencyRecordId } from '../credential/agency-record.ts';
import { signedBoth } from './publish.ts';

/**
 * The credential of an agency's record, signed by the authority: of the period with that id, or of the one that holds today, else
 * the newest. Signed when it is first asked for, and then the same until a key that signed it is compromised.
 */
export async function agencyRecord(deps: Deps, code: string, id?: string): Promise<SignedAgencyRecord | undefined> {
  const { store, settings, clock } = deps;
  const steps = await store.standing(code);
  const records = steps.filter(({ kind }) => kind === 'record');
  const today = dateAt(clock(), settings.timeZone);
  const step = id === undefined ? (recordOn(steps, today) ?? records.at(-1)) : records.find((one) => one.id === id);
  if (!step) return undefined;
  const kept = await store.agencyRecord(step.id);
  return kept && (await trusted(deps, kept)) ? kept : signed(deps, step);
}

async function trusted({ store }: Deps, { keys }: SignedAgencyRecord): Promise<boolean> {
  const known = await store.keys(AUTHORITY);
  return [keys.Ed25519, keys.ES256].every((id) =>
    known.some((key) => key.id === id && key.compromisedSince === undefined),
  );
}

async function signed(deps: Deps, step: StandingStep): Promise<SignedAgencyRecord> {
  const { store, settings, clock, log } = deps;
  const { origin, timeZone } = settings;
  const [authority, agency, [slot]] = await Promise.all([
    store.authority(),
    store.agency(step.agency),
    store.slotsOfCredential(AUTHORITY, agencyRecordId(origin, step)),
  ]);
  if (!authority || !agency || !slot) throw new Error(`the record ${step.id} of ${step.agency} is not whole`);
  const document = agencyRecordDocument({ origin, timeZone, authority, agency, step, slot });
  const signedAt = clock();
  const record = { step: step.id, signedAt, ...(await signedBoth(deps, { owner: AUTHORITY, document, signedAt })) };
  try {
    await store.commit([{ write: 'agency.record', record }]);
  } catch (error) {
    // One that cannot be kept is as good; it is only made anew the next time.
    if (!(error instanceof YinzhengError && ['storage_full', 'on_hold'].includes(error.code))) throw error;
    log('warn', 'agency.record_not_kept', { agency: step.agency });
  }
  return record;
}
