/** EvaluationAgencyRecord: one period of an agency's record, as a credential that strangers can check without our API. */
import type { Agency, StandingStep } from '../core/agency.ts';
import { endOfDay, rfc3339, startOfDay } from '../core/calendar.ts';
import { AUTHORITY } from '../core/key.ts';
import { region } from '../core/lists.ts';
import type { Authority } from '../core/ports.ts';
import type { StatusSlot } from '../core/status.ts';
import { perLanguage } from './build.ts';
import { CREDENTIALS_V2, certificateContextUrl } from './contexts.ts';
import { agencyDid, ownerDid } from './did.ts';
import { statusEntry } from './status-list.ts';

/** The id of the credential of a period of record, and where it is published. */
export function agencyRecordId(origin: string, { agency, id }: Pick<StandingStep, 'agency' | 'id'>): string {
  return `${origin}/agencies/${agency}/records/${id}`;
}

export interface AgencyRecordInput {
  readonly origin: string;
  /** IANA name; days of the record are days there. */
  readonly timeZone: string;
  readonly authority: Authority;
  readonly agency: Agency;
  /** The step that recorded it: period and scope. */
  readonly step: StandingStep;
  /** In the authority's own group. */
  readonly slot: StatusSlot;
}

const NAME = { zh: '评价机构备案证明', en: 'Record of an evaluation agency' };

/** The unsigned credential. It never changes: what becomes of the record shows in its two status lists. */
export function agencyRecordDocument(input: AgencyRecordInput): Record<string, unknown> {
  const { origin, timeZone, authority, agency, step, slot } = input;
  const iso = region(agency.region)?.iso;
  return {
    '@context': [CREDENTIALS_V2, certificateContextUrl(origin)],
    id: agencyRecordId(origin, step),
    type: ['VerifiableCredential', 'EvaluationAgencyRecord'],
    issuer: { id: ownerDid(origin, AUTHORITY), name: perLanguage(authority.name) },
    name: perLanguage(NAME),
    validFrom: rfc3339(startOfDay(step.from, timeZone)),
    ...(step.until !== undefined && { validUntil: rfc3339(endOfDay(step.until, timeZone)) }),
    credentialSubject: {
      id: agencyDid(origin, agency.code),
      type: 'EvaluationAgency',
      name: perLanguage(agency.name),
      recordCode: agency.code,
      uscc: agency.uscc,
      agencyClass: agency.class,
      region: { division: agency.region, ...(iso !== undefined && { iso }) },
      scope: step.scope ?? [],
    },
    credentialStatus: (['authority-revocation', 'authority-suspension'] as const).map((kind) =>
      statusEntry(origin, slot, kind),
    ),
  };
}
