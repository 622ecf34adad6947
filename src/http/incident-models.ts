import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { printedNumber } from '../core/certificate.ts';
import type { Incident, IncidentOrder, Period, Selection } from '../core/incident.ts';
import type { Appeal, FileEntry } from '../core/incident-file.ts';
import type { Job } from '../core/jobs.ts';
import type { IncidentView, PartyView } from '../oversight/read-incident.ts';
import { defined } from './defined.ts';
import { LocalDate, OccupationRef, Timestamp, text } from './models.ts';

const instant = z.iso.datetime({ error: 'must be a time in UTC, like 2026-11-01T02:03:04Z' });
const period = <T extends z.ZodType>(of: T) => z.strictObject({ from: of.optional(), until: of.optional() });

export const SelectionModel = z
  .strictObject({
    agencies: z.array(text(40)).min(1).max(1000).optional(),
    region: text(10).optional(),
    batches: z.array(text(200)).min(1).max(50).optional(),
    assessedOn: period(LocalDate).optional(),
    issuedOn: period(LocalDate).optional(),
    issuedAt: period(instant).optional(),
    occupations: z.array(OccupationRef).min(1).max(20).optional(),
    levels: z.strictObject({ scheme: text(40), codes: z.array(text(20)).min(1).max(10) }).optional(),
    key: text(40).optional(),
    numbers: z.array(text(80)).min(1).max(10_000).optional(),
    submissions: z.array(z.uuid()).min(1).max(100).optional(),
    incident: z.uuid().optional(),
  })
  .openapi('Selection', {
    description:
      'Certificates for which all of it holds: agency, batch of assessment, days of examination and of issue (both ends ' +
      'included), time at which the service issued it, occupation, level, signing key. Or `numbers`, or those of submitted batches (`submissions`, ids of `/v1/batches`), or those of an earlier `incident`. `region` (division code): of agencies of that province, whose office then ' +
      'sees and approves the incident, too.',
    example: { agencies: ['S000033000107'], assessedOn: { from: '2026-10-18', until: '2026-10-18' } },
  });

const action = z.enum(['revoke', 'suspend', 'reinstate']);
const order = {
  action,
  reason: z.string().optional(),
  effect: z.string().optional(),
  effectiveFrom: z.string().optional(),
};
const caseNumber = text(100).openapi({ description: "The authority's own; unique.", example: 'SN-2026-0118' });

export const NewIncident = z
  .strictObject({
    caseNumber,
    action,
    reason: text(60).optional().openapi({ description: 'Public reason code; reinstating has none.' }),
    effectiveFrom: LocalDate.optional(),
    selection: SelectionModel,
    note: text(2000).optional().openapi({ description: 'For the record, never public.' }),
    reports: z.array(z.uuid()).max(50).optional().openapi({ description: 'Suspicions that it takes up.' }),
  })
  .openapi('NewIncident', {
    example: {
      caseNumber: 'SN-2026-0118',
      action: 'suspend',
      reason: 'under_investigation',
      selection: { agencies: ['S000033000107'], assessedOn: { from: '2026-10-18', until: '2026-10-18' } },
    },
  });

const Progress = z.object({
  phase: z.enum(['collecting', 'ready', 'executing', 'done', 'withdrawn', 'failed']),
  done: z.int().openapi({ description: 'Certificates that were collected, or that have their new status.' }),
  total: z.int().optional(),
  error: z.string().optional().openapi({ description: 'Why the work had to pause.' }),
});

export const Entry = z
  .object({
    id: z.uuid(),
    kind: z.enum(['report', 'answer']),
    incident: z.string().optional(),
    agency: z.string().optional(),
    number: z.string().optional(),
    text: z.string(),
    organisation: z.string(),
    person: z.string(),
    at: Timestamp,
  })
  .openapi('FileEntry');

export const AppealModel = z
  .object({
    id: z.uuid(),
    incident: z.string(),
    certificate: z.string(),
    text: z.string(),
    state: z.enum(['open', 'upheld', 'dismissed']),
    openedBy: z.string(),
    openedAt: Timestamp,
    decidedBy: z.string().optional(),
    decidedAt: Timestamp.optional(),
    decision: z.string().optional(),
  })
  .openapi('Appeal', { description: 'While it is open, its certificate stays suspended.' });

const Preview = z
  .object({
    count: z.int(),
    already: z
      .object({ revoked: z.int(), replaced: z.int(), suspended: z.int() })
      .openapi({ description: 'What is no longer in force, and what is suspended.' }),
    byMonth: z.record(z.string(), z.int()).openapi({ description: 'By month of issue.' }),
    byAgency: z.array(z.object({ agency: z.string(), count: z.int() })),
    sample: z.array(z.object({ id: z.string(), number: z.string(), agency: z.string(), issuedOn: z.string() })),
    employersSee: z.record(z.string(), z.string()).openapi({
      description:
        'The verdict afterwards on each that is in force. A suspension or its end changes nothing for what is revoked or replaced, ' +
        'and a revocation nothing for what the authority itself replaced: that stays `replaced`.',
    }),
  })
  .openapi('IncidentPreview');

export const IncidentModel = z
  .object({
    id: z.uuid(),
    caseNumber: z.string(),
    ...order,
    selection: z.record(z.string(), z.unknown()).optional(),
    note: z.string().optional(),
    state: z.string(),
    openedBy: z.string().optional(),
    openedAt: Timestamp.optional(),
    approvedBy: z.string().optional(),
    approvedAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
    hash: z
      .string()
      .optional()
      .openapi({ description: 'Stands for the order and every certificate of the set. Approve this.' }),
    progress: Progress.optional(),
    preview: Preview.optional(),
    count: z.int().optional().openapi({ description: 'For an agency: how many of its certificates.' }),
    file: z.array(Entry).optional(),
    appeals: z.array(AppealModel).optional(),
  })
  .openapi('Incident', { description: 'An agency sees what was done to its certificates; the authority sees all.' });

/** As the verbs take it: instants as numbers. */
export function selectionOf({ issuedAt, ...rest }: z.output<typeof SelectionModel>): Selection {
  return { ...rest, ...(issuedAt && { issuedAt: mapped(issuedAt, Date.parse) }) };
}

function shownSelection({ issuedAt, ...rest }: Selection): Record<string, unknown> {
  return { ...rest, ...(issuedAt && { issuedAt: mapped(issuedAt, rfc3339) }) };
}

function mapped<A, B>({ from, until }: Period<A>, as: (value: A) => B): Period<B> {
  return { ...(from !== undefined && { from: as(from) }), ...(until !== undefined && { until: as(until) }) };
}

export function shownIncident({ order: given, selection, job: _, revision: __, tally: ___, ...incident }: Incident) {
  const { openedAt, approvedAt, endedAt, ...rest } = incident;
  return {
    ...rest,
    ...given,
    selection: shownSelection(selection),
    openedAt: rfc3339(openedAt),
    ...defined({ approvedAt: time(approvedAt), endedAt: time(endedAt) }),
  };
}

export function shownParty({ incident: id, count, told: { at, ...told } }: PartyView) {
  return { id, state: 'done', count, ...told, approvedAt: rfc3339(at) };
}

/** With preview, progress and file. */
export function shownView({ incident, job, parties, sample, entries, appeals }: IncidentView) {
  const { tally } = incident;
  const preview = tally && {
    ...tally,
    byAgency: parties.map(({ agency, count }) => ({ agency, count })),
    sample: sample.map((one) => ({
      id: one.id,
      number: printedNumber(one),
      agency: one.agency,
      issuedOn: one.issuedOn,
    })),
    employersSee: employersSee(incident.order),
  };
  return {
    ...shownIncident(incident),
    progress: progressOf(incident, job),
    ...(preview && { preview }),
    file: entries.map(shownEntry),
    appeals: appeals.map(shownAppeal),
  };
}

export function progressOf({ state, tally }: Incident, job: Job | undefined) {
  const total = job?.total ?? tally?.count;
  return { phase: state, done: job?.done ?? 0, ...defined({ total, error: job?.error }) };
}

function employersSee({ action: act, reason, effect, effectiveFrom }: IncidentOrder): Record<string, string> {
  if (act === 'reinstate') return { verdict: 'valid' };
  const verdict = act === 'revoke' ? 'revoked' : 'suspended';
  return { verdict, by: 'authority', ...defined({ reason, effect, effectiveFrom }) } as Record<string, string>;
}

export function shownEntry({ at, ...entry }: FileEntry) {
  return { ...entry, at: rfc3339(at) };
}

export function shownAppeal({ agency: _, group: __, index: ___, openedAt, decidedAt, ...appeal }: Appeal) {
  return { ...appeal, openedAt: rfc3339(openedAt), ...defined({ decidedAt: time(decidedAt) }) };
}

function time(at: number | undefined): string | undefined {
  return at === undefined ? undefined : rfc3339(at);
}
