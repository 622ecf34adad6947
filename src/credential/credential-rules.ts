/** What VC Data Model 2.0 demands of a credential, and 1.1 of an older one, member by member. */
import type { Instant } from '../core/calendar.ts';
import { CREDENTIALS_V1, CREDENTIALS_V2 } from './contexts.ts';
import { isObject, isUrl, listOf, parseTimestamp } from './credential-form.ts';
import { digestFault } from './related-resource.ts';
import type { Fault, Report, RuleId } from './rules.ts';
import { statusEntryFaults, statusListFaults } from './status-rules.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * All rules that a credential breaks, its proofs apart. Members are read strictly, so that each has one shape and cannot
 * be missed: `["2027-…"]` for `validUntil` means the same to JSON-LD and nothing to a program.
 */
export function credentialFaults(document: Members): Fault[] {
  const faults: Fault[] = [];
  const report: Report = (rule, pointer, message) => faults.push({ rule, pointer, message });
  const version = contextVersion(document, 'credential', report);
  idFaults(document.id, 'credential/id', '/id', report);
  typeFaults(document.type, 'VerifiableCredential', 'credential/type', report);
  textFaults(document, '', report);
  issuerFaults(document.issuer, report);
  subjectFaults(document.credentialSubject, report);
  periodFaults(document, version, report);
  for (const [name, rule] of TYPED) {
    eachObject(document[name], rule, `/${name}`, report, (one, pointer) => {
      typedFaults(
        one,
        { rule, pointer, id: ID_NEEDED[name] ?? (version === 1 && name === 'credentialStatus') },
        report,
      );
      if (one.type === 'BitstringStatusListEntry') statusEntryFaults(one, pointer, report);
    });
  }
  relatedFaults(document.relatedResource, report);
  if ([document.type].flat().includes('BitstringStatusListCredential')) statusListFaults(document, report);
  return faults;
}

/** Members whose values are objects that must say of what type they are. */
const TYPED = [
  ['credentialStatus', 'credential/status'],
  ['credentialSchema', 'credential/schema'],
  ['evidence', 'credential/evidence'],
  ['termsOfUse', 'credential/terms-of-use'],
  ['refreshService', 'credential/refresh-service'],
] as const;
const ID_NEEDED: Readonly<Record<string, boolean>> = { credentialSchema: true };

/** Section 4.3. Returns which version of the data model the first context stands for. */
export function contextVersion(
  document: Members,
  whose: 'credential' | 'presentation',
  report: Report,
): 1 | 2 | undefined {
  const contexts = document['@context'];
  const rule = `${whose}/context` as const;
  if (!Array.isArray(contexts)) {
    report(rule, '/@context', `must be a list that begins with ${CREDENTIALS_V2}`);
    return undefined;
  }
  const version = contexts[0] === CREDENTIALS_V2 ? 2 : contexts[0] === CREDENTIALS_V1 ? 1 : undefined;
  if (version === undefined) report(rule, '/@context/0', `must be ${CREDENTIALS_V2}`);
  for (const [at, context] of contexts.entries()) {
    if (!isUrl(context) && !isObject(context)) report(rule, `/@context/${at}`, 'must be a URL or a context');
  }
  return version;
}

/** Section 4.4. */
export function idFaults(id: unknown, rule: RuleId, pointer: string, report: Report): void {
  if (id !== undefined && !isUrl(id)) report(rule, pointer, 'must be one URL');
}

/** Section 4.5. */
export function typeFaults(type: unknown, needed: string, rule: RuleId, report: Report): void {
  const types = [type].flat();
  if (!types.every((name) => typeof name === 'string' && name !== ''))
    report(rule, '/type', 'must hold names of types');
  else if (!types.includes(needed)) report(rule, '/type', `must include ${needed}`);
}

/** Sections 4.6 and 11.1: text, or language value objects. */
function textFaults(members: Members, at: string, report: Report): void {
  for (const name of ['name', 'description']) {
    const value = members[name];
    if (value === undefined) continue;
    const values = listOf(value);
    const fine = values.length > 0 && values.every((one) => typeof one === 'string' || isLanguageValue(one));
    if (!fine) report('credential/name', `${at}/${name}`, 'must be text, or @value with @language and @direction');
  }
}

const LANGUAGE_TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

function isLanguageValue(value: unknown): boolean {
  if (!isObject(value) || typeof value['@value'] !== 'string') return false;
  const { '@value': _, '@language': language, '@direction': direction, ...others } = value;
  if (language !== undefined && !(typeof language === 'string' && LANGUAGE_TAG.test(language))) return false;
  if (direction !== undefined && direction !== 'ltr' && direction !== 'rtl') return false;
  return Object.keys(others).length === 0;
}

/** Section 4.7. */
function issuerFaults(issuer: unknown, report: Report): void {
  if (isObject(issuer)) {
    if (!isUrl(issuer.id)) report('credential/issuer', '/issuer/id', 'must be a URL');
    textFaults(issuer, '/issuer', report);
  } else if (!isUrl(issuer)) report('credential/issuer', '/issuer', 'must be a URL, or an object with one as id');
}

/** Section 4.8. */
function subjectFaults(value: unknown, report: Report): void {
  const rule = 'credential/subject';
  if (value === undefined) report(rule, '/credentialSubject', 'must be there');
  eachObject(value, rule, '/credentialSubject', report, (subject, pointer) => {
    if (Object.keys(subject).length === 0) report(rule, pointer, 'must make a claim');
    idFaults(subject.id, rule, `${pointer}/id`, report);
  });
}

/** Section 4.9, and VC Data Model 1.1 sections 4.6 and 4.7 with their older names. */
function periodFaults(document: Members, version: 1 | 2 | undefined, report: Report): void {
  const [from, until] = periodNames(version);
  if (version === 1 && document[from] === undefined) report('credential/valid-from', `/${from}`, 'must be there');
  const instants = (
    [
      [from, 'credential/valid-from'],
      [until, 'credential/valid-until'],
    ] as const
  ).map(([name, rule]) => {
    const value = document[name];
    const instant = parseTimestamp(value);
    if (value !== undefined && instant === undefined) report(rule, `/${name}`, 'must be a dateTimeStamp');
    return instant;
  });
  const [first = Number.NEGATIVE_INFINITY, last = Number.POSITIVE_INFINITY] = instants;
  if (last < first) report('credential/period', `/${until}`, `must not be before ${from}`);
}

function periodNames(version: 1 | 2 | undefined): readonly [string, string] {
  return version === 1 ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil'];
}

/** What the clock says to the validity period of a credential without faults. */
export function timeFault(document: Members, now: Instant): Fault | undefined {
  const [from, until] = periodNames([document['@context']].flat()[0] === CREDENTIALS_V1 ? 1 : 2);
  if (now < (parseTimestamp(document[from]) ?? Number.NEGATIVE_INFINITY)) {
    return { rule: 'credential/not-yet-valid', pointer: `/${from}`, message: 'is in the future' };
  }
  if (now > (parseTimestamp(document[until]) ?? Number.POSITIVE_INFINITY)) {
    return { rule: 'credential/expired', pointer: `/${until}`, message: 'is past' };
  }
  return undefined;
}

/** Section 5.3. */
function relatedFaults(value: unknown, report: Report): void {
  if (value === undefined) return;
  const seen = new Set<unknown>();
  eachObject(value, 'credential/related-resource', '/relatedResource', report, (one, pointer) => {
    if (!isUrl(one.id)) report('credential/related-resource', `${pointer}/id`, 'must be a URL');
    if (seen.has(one.id)) report('credential/related-resource', `${pointer}/id`, 'must be another than those before');
    seen.add(one.id);
    const fault = digestFault(one);
    if (fault) report('credential/related-digest', pointer, fault);
  });
}

/** Calls `look` for each object in a member that is an object or a list of objects, and reports any other value. */
export function eachObject(
  value: unknown,
  rule: RuleId,
  pointer: string,
  report: Report,
  look: (one: Members, pointer: string) => void,
): void {
  if (value === undefined) return;
  const values = listOf(value);
  if (values.length === 0) report(rule, pointer, 'must hold an object');
  for (const [at, one] of values.entries()) {
    const where = Array.isArray(value) ? `${pointer}/${at}` : pointer;
    if (isObject(one)) look(one, where);
    else report(rule, where, 'must be an object');
  }
}

export function typedFaults(
  one: Members,
  { rule, pointer, id }: { readonly rule: RuleId; readonly pointer: string; readonly id: boolean },
  report: Report,
): void {
  const types = [one.type].flat();
  const typed = types.length > 0 && types.every((name) => typeof name === 'string' && name !== '');
  if (!typed) report(rule, `${pointer}/type`, 'must be the name of a type');
  // A policy may have a name that is no URL.
  if (rule.endsWith('terms-of-use')) return;
  if (id ? !isUrl(one.id) : one.id !== undefined && !isUrl(one.id)) report(rule, `${pointer}/id`, 'must be one URL');
}
