/** What a verified document claims, brought into one shape whatever it was: credential, JWT or seal. */
import type { Claim } from '../core/agency.ts';
import { endOfDay, type LocalDate, rfc3339, startOfDay } from '../core/calendar.ts';
import { printedNumber } from '../core/certificate.ts';
import { checkCharacter } from '../core/numbering.ts';
import type { VerifiedCertificate } from '../core/verdict.ts';
import { isObject } from '../credential/credential-form.ts';
import { agencyDid } from '../credential/did.ts';
import { readCertificateFacts } from '../credential/facts.ts';
import { documentOfClaims, SCORES } from '../credential/sd-jwt-claims.ts';
import { issuerDid } from '../credential/sd-jwt-vc.ts';
import type { SealFacts } from '../credential/seal.ts';
import { readStatusEntry, type StatusEntry, statusEntries } from '../credential/status-list.ts';
import { readTokenStatus } from '../credential/token-status-list.ts';

/** All that the checks after the signature look at. */
export interface Claims {
  /** DID of the issuer. */
  readonly issuer: string;
  /** Undefined for a document that is no vocational certificate. */
  readonly entitlement: { readonly claim: Claim; readonly days: readonly LocalDate[] } | undefined;
  /** RFC 3339 times, as far as the document has them. */
  readonly validFrom: string | undefined;
  readonly validUntil: string | undefined;
  /** `unreadable`: entries that we do not understand and that therefore leave the status unknown. */
  readonly status: { readonly entries: readonly StatusEntry[]; readonly unreadable: number };
  readonly shown: VerifiedCertificate;
}

export function claimsOfDocument(document: Readonly<Record<string, unknown>>): Claims {
  const shown = readCertificateFacts(document);
  return {
    issuer: shown.issuer.id,
    entitlement: [document.type].flat().includes('VocationalCertificate')
      ? entitlementOf(shown, divisionOf(document))
      : undefined,
    validFrom: text(document.validFrom),
    validUntil: text(document.validUntil),
    status: statusOfDocument(document),
    shown,
  };
}

export function statusOfDocument({ credentialStatus }: Readonly<Record<string, unknown>>): Claims['status'] {
  const entries = [credentialStatus ?? []].flat().map(readStatusEntry);
  const readable = entries.filter((entry) => entry !== undefined);
  return { entries: readable, unreadable: entries.length - readable.length };
}

/** What a holder chose to show. Dates and the status of JWTs are elsewhere than those of documents. */
export function claimsOfSdJwt(claims: Readonly<Record<string, unknown>>): Claims {
  const { status, birthdate, scores } = claims;
  const { status: _, shown, ...rest } = claimsOfDocument(documentOfClaims(claims, issuerDid(String(claims.iss)) ?? ''));
  const entry = readTokenStatus(status);
  return {
    ...rest,
    status: { entries: entry ? [entry] : [], unreadable: status !== undefined && !entry ? 1 : 0 },
    shown: {
      ...shown,
      holder: { ...shown.holder, ...(typeof birthdate === 'string' && { birthdate }) },
      ...(isObject(scores) && { scores: scoresOf(scores) }),
    },
  };
}

function scoresOf(scores: Readonly<Record<string, unknown>>): Record<string, string> {
  const shown = SCORES.flatMap((part) => (typeof scores[part] === 'string' ? [[part, scores[part]]] : []));
  return Object.fromEntries(shown);
}

function entitlementOf(
  { occupation, level, issuedOn, assessedOn }: VerifiedCertificate,
  region: string | undefined,
): Claims['entitlement'] {
  if (!occupation || !level || issuedOn === undefined || assessedOn === undefined) return undefined;
  const { classification, edition, code } = occupation;
  const claim = { classification, edition, occupation: code, levelScheme: level.scheme, level: level.code, region };
  return { claim, days: [issuedOn, assessedOn] };
}

function divisionOf({ region }: Readonly<Record<string, unknown>>): string | undefined {
  return text((Object(region) as Record<string, unknown>).division);
}

export function claimsOfSeal(facts: SealFacts, origin: string, timeZone: string): Claims {
  const { certificate, agency, issuedOn, validUntil, group, index, number, occupation, level } = facts;
  const issuer = agencyDid(origin, agency);
  const { classification, edition, code, name } = occupation;
  const claim = { classification, edition, occupation: code, levelScheme: level.scheme, level: level.code };
  const entries = statusEntries(origin, { agency, group, index }).map(readStatusEntry);
  return {
    issuer,
    // A seal has no room for the day and the place of assessment.
    entitlement: { claim, days: [issuedOn] },
    validFrom: rfc3339(startOfDay(issuedOn, timeZone)),
    validUntil: validUntil === undefined ? undefined : rfc3339(endOfDay(validUntil, timeZone)),
    status: { entries: entries.filter((entry) => entry !== undefined), unreadable: 0 },
    shown: {
      id: certificate,
      number,
      printedNumber: printedNumber({ number, numberCheck: checkCharacter(number) }),
      holder: { name: facts.holderName, ...(facts.maskedId !== undefined && { maskedId: facts.maskedId }) },
      occupation: { classification, edition, code, ...(name !== undefined && { name: { zh: name, en: name } }) },
      level,
      issuedOn,
      ...(validUntil !== undefined && { validUntil }),
      issuer: { id: issuer },
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
