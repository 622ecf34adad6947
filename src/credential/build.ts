/** The unsigned credential: which facts of an issuing step go where, in one fixed member order. */
import type { Agency } from '../core/agency.ts';
import { endOfDay, type LocalDate, rfc3339, startOfDay } from '../core/calendar.ts';
import type { Level, Occupation, Standard } from '../core/catalogue.ts';
import type { CertificateRequest } from '../core/certificate.ts';
import type { LanguageText } from '../core/language.ts';
import { region } from '../core/lists.ts';
import { type StatusSlot, SUMMARY_LIST } from '../core/status.ts';
import type { Template } from '../core/template.ts';
import { CREDENTIALS_V2, certificateContextUrl } from './contexts.ts';
import { agencyDid } from './did.ts';
import { BADGE_TYPE, type BadgeMembers, badgeMembers, OPEN_BADGES } from './open-badge.ts';
import { renderMethod } from './render-template.ts';
import { statusEntries, statusEntry } from './status-list.ts';

export interface BuildInput {
  readonly origin: string;
  readonly timeZone: string;
  /** UUID of the certificate. */
  readonly id: string;
  readonly template: Template;
  readonly agency: Agency;
  /** Normalised and judged. Of the identity, only its type is used. */
  readonly request: CertificateRequest;
  readonly occupation: Occupation;
  readonly level: Level;
  readonly standard?: Standard | undefined;
  /** Stands for the identity: base64url of 32 bytes. */
  readonly commitment: string;
  readonly maskedId: string;
  readonly number: string;
  readonly numberScheme: string;
  readonly numberCheck: string;
  readonly slot: StatusSlot;
  /** Last day of validity; none for certificates without an end. */
  readonly validUntil?: LocalDate | undefined;
  /** The certificate that this one takes the place of: its UUID and number. */
  readonly replaces?: { readonly id: string; readonly number: string } | undefined;
}

/** One language's text (VC Data Model v2.0 section 11.1). */
export interface LanguageValue {
  readonly '@language': string;
  readonly '@value': string;
}

export type Score = 'theory' | 'practical' | 'comprehensive';

/** A vocational certificate as an unsigned VC 2.0; `schemas/certificates/` says the same as JSON Schema. */
export interface Credential {
  readonly '@context': readonly string[];
  readonly id: string;
  readonly type: readonly string[];
  readonly issuer: {
    readonly id: string;
    readonly type: string | readonly string[];
    readonly name: string | readonly LanguageValue[];
  };
  /** Text in Chinese where the certificate is also an Open Badge. */
  readonly name: string | readonly LanguageValue[];
  /** RFC 3339 UTC: first and last second of civil dates in the authority's time zone. */
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly number: string;
  readonly numberScheme: string;
  readonly numberCheck: string;
  readonly certificateType: string;
  readonly issuedOn: LocalDate;
  /** Where the assessment was. ISO 3166-2 is missing only for a division that no list knows; lint refuses that. */
  readonly region: { readonly division: string; readonly iso?: string };
  readonly replaces?: { readonly id: string; readonly number: string };
  readonly credentialSubject: Partial<BadgeMembers> & {
    readonly type: string | readonly string[];
    readonly name: string;
    readonly nameLatin?: string;
    readonly identity: {
      readonly type: string;
      readonly idType: string;
      readonly masked: string;
      readonly commitment: string;
    };
    readonly occupation: {
      readonly classification: string;
      readonly edition: string;
      readonly code: string;
      readonly name: readonly LanguageValue[];
      /** `S` digital, `L` green. */
      readonly flags?: readonly string[];
      readonly isco08?: string;
      readonly escoUri?: string;
    };
    /** Per language where the register knows the direction, else as the agency wrote it. */
    readonly jobDirection?: string | readonly LanguageValue[];
    readonly level: {
      readonly scheme: string;
      readonly code: string;
      readonly rank: number;
      readonly name: readonly LanguageValue[];
    };
    readonly standard?: {
      readonly code: string;
      readonly kind: string;
      readonly version: LocalDate;
      readonly documentNumber: string;
      readonly name: readonly LanguageValue[];
    };
    readonly assessment: {
      readonly batch?: string;
      readonly route: string;
      readonly assessedOn: LocalDate;
      /** Decimal text: JSON numbers with a fraction would become binary doubles in JSON-LD. */
      readonly scores?: Readonly<Partial<Record<Score, string>>>;
      readonly result: 'pass';
      readonly assessor: { readonly code: string; readonly name: readonly LanguageValue[]; readonly uscc: string };
    };
  };
  readonly credentialSchema: { readonly id: string; readonly type: string };
  readonly credentialStatus: object | readonly object[];
  readonly renderMethod?: object;
}

/**
 * The credential that is linted and then signed. Members that have no value are left out, and so are empty lists: they
 * would vanish from the canonical form, and with them from the signature.
 */
export function buildCredential(input: BuildInput): Credential {
  const { origin, timeZone, template, agency, request, replaces } = input;
  const division = request.assessment.region ?? agency.region;
  const iso = region(division)?.iso;
  const badge = isBadge(template);
  return {
    '@context': [CREDENTIALS_V2, ...(badge ? [OPEN_BADGES] : []), certificateContextUrl(origin)],
    id: `urn:uuid:${input.id}`,
    type: ['VerifiableCredential', 'VocationalCertificate', ...(badge ? [BADGE_TYPE] : [])],
    issuer: {
      id: agencyDid(origin, agency.code),
      type: badge ? ['EvaluationAgency', 'Profile'] : 'EvaluationAgency',
      name: badge ? agency.name.zh : perLanguage(agency.name),
    },
    name: badge ? template.name.zh : perLanguage(template.name),
    validFrom: rfc3339(startOfDay(request.issuedOn, timeZone)),
    ...(input.validUntil !== undefined && { validUntil: rfc3339(endOfDay(input.validUntil, timeZone)) }),
    number: input.number,
    numberScheme: input.numberScheme,
    numberCheck: input.numberCheck,
    certificateType: template.credentialType,
    issuedOn: request.issuedOn,
    region: { division, ...(iso !== undefined && { iso }) },
    ...(replaces && { replaces: { id: `urn:uuid:${replaces.id}`, number: replaces.number } }),
    credentialSubject: subject(input),
    credentialSchema: { id: `${origin}/schemas/${template.schema}`, type: 'JsonSchema' },
    credentialStatus: badge ? statusEntry(origin, input.slot, SUMMARY_LIST) : statusEntries(origin, input.slot),
    ...(template.extras?.includes('render-method') && {
      renderMethod: renderMethod(origin, badge ? 'badge-1.svg' : 'certificate-1.svg'),
    }),
  };
}

export function isBadge({ extras = [] }: Pick<Template, 'extras'>): boolean {
  return extras.includes('open-badge');
}

function subject(input: BuildInput): Credential['credentialSubject'] {
  const { request, occupation, level, standard, template } = input;
  const { holder, jobDirection } = request;
  const assessed = assessment(request, input.agency);
  return {
    type: isBadge(template) ? ['CertificateHolder', 'AchievementSubject'] : 'CertificateHolder',
    name: holder.name,
    ...(holder.nameLatin !== undefined && { nameLatin: holder.nameLatin }),
    identity: {
      type: 'IdentityCommitment',
      idType: holder.idType,
      masked: input.maskedId,
      commitment: input.commitment,
    },
    occupation: occupationMember(occupation),
    ...(jobDirection !== undefined && { jobDirection: direction(occupation, jobDirection) }),
    level: { scheme: request.level.scheme, code: level.code, rank: level.rank, name: perLanguage(level.name) },
    ...(standard && {
      standard: {
        code: standard.id,
        kind: standard.kind,
        version: standard.version,
        documentNumber: standard.documentNumber,
        name: perLanguage(standard.title),
      },
    }),
    assessment: assessed,
    ...(isBadge(template) && badgeMembers(input, assessed.scores ?? {})),
  };
}

function occupationMember(occupation: Occupation): Credential['credentialSubject']['occupation'] {
  const flags = [...(occupation.digital ? ['S'] : []), ...(occupation.green ? ['L'] : [])];
  return {
    classification: occupation.classification,
    edition: occupation.edition,
    code: occupation.code,
    name: perLanguage(occupation.name),
    ...(flags.length > 0 && { flags }),
    ...(occupation.isco08 !== undefined && { isco08: occupation.isco08 }),
    ...(occupation.escoUri !== undefined && { escoUri: occupation.escoUri }),
  };
}

function direction(occupation: Occupation, wanted: string): string | LanguageValue[] {
  const known = occupation.directions.find((name) => Object.values(name).includes(wanted));
  return known ? perLanguage(known) : wanted;
}

function assessment(request: CertificateRequest, assessor: Agency): Credential['credentialSubject']['assessment'] {
  const { batch, route, assessedOn, ...rest } = request.assessment;
  const scores: Partial<Record<Score, string>> = {};
  for (const part of ['theory', 'practical', 'comprehensive'] as const) {
    const score = rest[part];
    if (score !== undefined) scores[part] = String(score);
  }
  return {
    ...(batch !== undefined && { batch }),
    route,
    assessedOn,
    ...(Object.keys(scores).length > 0 && { scores }),
    result: 'pass',
    assessor: { code: assessor.code, name: perLanguage(assessor.name), uscc: assessor.uscc },
  };
}

/** Chinese and English first, the rest by tag: the same text always gives the same bytes. */
export function perLanguage(text: LanguageText): LanguageValue[] {
  const { zh, en, ...others } = text;
  const rest = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  return [['zh', zh], ['en', en], ...rest].map(([tag, value]) => ({ '@language': tag ?? '', '@value': value ?? '' }));
}
