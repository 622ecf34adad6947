/** Suspicions, and the agencies' right to answer. */
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, type Violation } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import type { FileEntry } from '../core/incident-file.ts';
import { AUTHORITY } from '../core/key.ts';
import { agencyOfNumber, parsePrintedNumber } from '../core/numbering.ts';
import { allow, visible } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { recordReads } from '../core/record-read.ts';
import { noteFaults } from '../credential/plain-text.ts';
import { partyView } from './read-incident.ts';

/** About one certificate, or about an agency. */
export interface ReportInput {
  readonly number?: string | undefined;
  readonly agency?: string | undefined;
  readonly text: string;
}

/**
 * An employer's suspicion. Whether there is such a certificate is not asked here: a number alone reveals nothing, so only
 * the authority gets to know what it names.
 */
export async function fileReport(deps: Deps, actor: Actor, { number, agency, text }: ReportInput): Promise<FileEntry> {
  allow(actor, 'report.file');
  const parsed = number === undefined ? undefined : parsePrintedNumber(number);
  const faults: Violation[] = [...noteFaults(text, '/text')];
  if ((number === undefined) === (agency === undefined)) {
    faults.push({ pointer: '', rule: 'one_of', message: 'name a certificate by its number, or an agency' });
  }
  if (number !== undefined && (!parsed || parsed.checkMatches === false)) {
    faults.push({ pointer: '/number', rule: 'number', message: 'is no certificate number' });
  }
  if (agency !== undefined && !(await deps.store.agency(agency))) {
    faults.push({ pointer: '/agency', rule: 'known', message: 'is not in the register' });
  }
  if (faults.length > 0) throw invalidRequest(faults);
  const about = agency ?? (parsed && agencyOfNumber(parsed.number));
  const entry: FileEntry = {
    ...entryOf(deps, actor, text),
    kind: 'report',
    ...(about !== undefined && { agency: about }),
    ...(parsed && { number: parsed.number }),
  };
  await deps.store.commit([
    { write: 'entry.add', entry },
    eventWrite(deps, actor, 'report.filed', { subject: entry.id, owner: actor.organisation }),
  ]);
  return entry;
}

/** Reports that nobody has taken up, oldest first; for a province, those about its agencies. Records the reading: they are about people. */
export async function listReports(deps: Deps, actor: Actor, page: Page): Promise<FileEntry[]> {
  const { region } = visible(actor, 'report.read');
  const reports = await deps.store.fileEntries({ ...page, incident: undefined, region });
  const reads = [...Map.groupBy(reports, ({ agency = AUTHORITY }) => agency)].map(([owner, shown]) => ({
    subject: owner,
    owner,
    data: { what: 'reports', texts: shown.length },
  }));
  await recordReads(deps, actor, reads);
  return reports;
}

/** What an agency says to an incident of which it was told. */
export async function answerIncident(deps: Deps, actor: Actor, id: string, text: string): Promise<FileEntry> {
  allow(actor, 'incident.answer');
  const agency = actor.organisation;
  await partyView(deps, agency, id);
  const faults = noteFaults(text, '/text');
  if (faults.length > 0) throw invalidRequest(faults);
  const entry: FileEntry = { ...entryOf(deps, actor, text), kind: 'answer', incident: id, agency };
  await deps.store.commit([
    { write: 'entry.add', entry },
    eventWrite(deps, actor, 'incident.answered', { subject: id, owner: agency, data: { entry: entry.id } }),
  ]);
  return entry;
}

function entryOf(deps: Deps, { organisation, person }: Actor, text: string) {
  return { id: uuidv7(deps.clock, deps.random), text, organisation, person, at: deps.clock() };
}
