/** A certificate as the claims of an SD-JWT VC, which of them its holder may keep back, and the way back to a document. */
import { rfc3339 } from '../core/calendar.ts';
import type { LanguageText } from '../core/language.ts';
import type { Credential, LanguageValue } from './build.ts';
import { isObject, parseTimestamp } from './credential-form.ts';

type Members = Readonly<Record<string, unknown>>;

/** What a holder may keep back, at the top level and among the scores. The rest is what every check needs. */
export const SELECTIVE = ['name', 'nameLatin', 'birthdate', 'identity', 'scores'] as const;
export const SCORES = ['theory', 'practical', 'comprehensive'] as const;

/** Which type an SD-JWT is of, in the claims of draft-ietf-oauth-sd-jwt-vc. */
export interface TypeReference {
  readonly vct: string;
  readonly 'vct#integrity': string;
}

/** The `vct` of the certificates of one template version, where its type metadata is. */
export function typeUrl(origin: string, template: string, version: number): string {
  return `${origin}/vct/${encodeURIComponent(template)}/${version}`;
}

/**
 * The claims about the certificate and its holder. Text in languages is an object by language here, and dates are those of
 * JWTs. The masked number shows its last two characters alone: with the birth date beside it, the usual eight would leave
 * nine numbers to guess from.
 */
export function certificateClaims(document: Credential, birthdate: string | undefined): Record<string, unknown> {
  const { credentialSubject: subject, validFrom, validUntil, ...rest } = document;
  const { '@context': _context, id, type: _type, issuer: _issuer, credentialSchema: _s, credentialStatus: _c } = rest;
  const { number, numberScheme, numberCheck, certificateType, issuedOn, region, replaces } = document;
  const { occupation, jobDirection, level, standard, identity, assessment } = subject;
  const { scores, assessor, ...assessed } = assessment;
  return {
    jti: id,
    nbf: seconds(validFrom),
    ...(validUntil !== undefined && { exp: seconds(validUntil) }),
    certificateName: byLanguage(document.name),
    number,
    numberScheme,
    numberCheck,
    certificateType,
    issuedOn,
    region,
    ...(replaces && { replaces }),
    occupation: { ...occupation, name: byLanguage(occupation.name) },
    ...(jobDirection !== undefined && {
      jobDirection: typeof jobDirection === 'string' ? jobDirection : byLanguage(jobDirection),
    }),
    level: { ...level, name: byLanguage(level.name) },
    ...(standard && { standard: { ...standard, name: byLanguage(standard.name) } }),
    assessment: { ...assessed, assessor: { ...assessor, name: byLanguage(assessor.name) } },
    name: subject.name,
    ...(subject.nameLatin !== undefined && { nameLatin: subject.nameLatin }),
    ...(birthdate !== undefined && { birthdate }),
    identity: { idType: identity.idType, masked: lastTwo(identity.masked), commitment: identity.commitment },
    ...(scores && { scores }),
  };
}

/** Which of these claims are the holder's to show; of scores each one is. */
export function selectiveIn(claims: Members): string[] {
  return SELECTIVE.filter((name) => name in claims && name !== 'scores');
}

/** The shape that documents have which are no JWTs, as far as claims were shown, for the eyes that read those. */
export function documentOfClaims(claims: Members, issuer: string): Record<string, unknown> {
  const { jti, nbf, exp, certificateName, occupation, jobDirection, level, assessment, ...rest } = claims;
  const { name, nameLatin, identity, ...others } = rest;
  return {
    ...others,
    id: jti,
    type: ['VerifiableCredential', 'VocationalCertificate'],
    issuer,
    name: languageValues(certificateName),
    ...(typeof nbf === 'number' && { validFrom: rfc3339(nbf * 1000) }),
    ...(typeof exp === 'number' && { validUntil: rfc3339(exp * 1000) }),
    credentialSubject: {
      name,
      nameLatin,
      identity,
      occupation: named(occupation),
      jobDirection: languageValues(jobDirection),
      level: named(level),
      assessment,
    },
  };
}

function seconds(timestamp: string): number {
  return (parseTimestamp(timestamp) ?? 0) / 1000;
}

function lastTwo(masked: string): string {
  return '*'.repeat(Math.max(0, masked.length - 2)) + masked.slice(-2);
}

/** Text without a language is Chinese: names of certificates that are Open Badges too. */
function byLanguage(text: string | readonly LanguageValue[]): Partial<LanguageText> {
  if (typeof text === 'string') return { zh: text };
  return Object.fromEntries(text.map((one) => [one['@language'], one['@value']])) as LanguageText;
}

function languageValues(text: unknown): unknown {
  if (!isObject(text)) return text;
  return Object.entries(text).map(([language, value]) => ({ '@language': language, '@value': value }));
}

function named(value: unknown): unknown {
  return isObject(value) ? { ...value, name: languageValues(value.name) } : value;
}
