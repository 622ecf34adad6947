/** Everything that must hold of an unsigned certificate before a key is touched. */
import type { Violation } from '../core/errors.ts';
import { checkCharacter, isNumberScheme, numberScheme } from '../core/numbering.ts';
import { parseStatusListId, SLOTS_PER_GROUP, type StatusSlot, SUMMARY_LIST } from '../core/status.ts';
import { canonicalizeJson } from '../lib/jcs.ts';
import { pointerTo } from '../lib/json.ts';
import type { Credential } from './build.ts';
import { certificateContextUrl, documentLoader } from './contexts.ts';
import { jsonLdFault } from './credential-form.ts';
import { credentialFaults } from './credential-rules.ts';
import { jsonLdMessage } from './data-integrity.ts';
import { agencyDid } from './did.ts';
import { validateCredential, validateDataModel } from './json-schema.ts';
import { holdsHiddenCharacter, holdsIdentityNumber } from './plain-text.ts';
import { readStatusEntry, statusEntries, statusEntry } from './status-list.ts';
import { canonicalForm, isCanonizable } from './suites.ts';

export interface LintOptions {
  /** File name of the template's JSON Schema. */
  readonly schema: string;
  readonly origin: string;
}

/**
 * All violations that one look finds: first in the text, then in the shape, then in what the members mean together.
 * Each later look relies on the ones before. Never throws for a bad document.
 */
export async function lint(document: object, { schema, origin }: LintOptions): Promise<Violation[]> {
  const text = textViolations(document);
  if (text.length > 0) return text;
  const members = document as Record<string, unknown>;
  const shape = [...shapeViolations(members), ...validateCredential(schema, members), ...validateDataModel(members)];
  if (shape.length > 0) return shape;
  const credential = document as Credential;
  const violations = [
    ...nameViolations(credential, schema, origin),
    ...numberViolations(credential),
    ...dateViolations(credential),
    ...issuerViolations(credential, origin),
  ];
  const loader = documentLoader(origin);
  // Of the rows of an exam, all but the first two need no JSON-LD.
  if (await isCanonizable(document, loader)) return violations;
  try {
    const { nquads, learn } = await canonicalForm(document, loader);
    violations.push(...unless(nquads !== '', '', 'json_ld', 'The canonical form is empty.'));
    if (violations.length === 0) await learn?.('ours');
  } catch (error) {
    const message = `The document cannot be canonicalised: ${jsonLdMessage(error)}.`;
    violations.push(...unless(false, '', 'json_ld', message));
  }
  return violations;
}

const MAX_DEPTH = 32;
/** A public code of 18 characters, with a check character of its own. */
const USCC = '/credentialSubject/assessment/assessor/uscc';

/** Strings that hide characters or hold an identity number, names of members included, and values that JSON has not. */
function textViolations(document: unknown): Violation[] {
  const found: Violation[] = [];
  const visit = (value: unknown, pointer: string, depth: number): void => {
    const report = (rule: string, message: string) => found.push({ pointer, rule, message });
    if (depth > MAX_DEPTH) report('depth', `Nested more than ${MAX_DEPTH} deep.`);
    else if (typeof value === 'string') {
      if (holdsHiddenCharacter(value)) report('hidden_character', 'Control and invisible characters are not allowed.');
      if (pointer !== USCC && holdsIdentityNumber(value)) report('identity_number', 'Identity numbers must be masked.');
    } else if (typeof value === 'object' && value !== null) {
      for (const name of Object.keys(value)) {
        const step = stepOf(name);
        if (step === undefined) report('member_name', 'The name of a member holds what no text may hold.');
        else visit((value as Record<string, unknown>)[name], pointer + step, depth + 1);
      }
    } else if (value !== null && typeof value !== 'boolean' && !Number.isFinite(value)) {
      report('json', 'JSON has no such value.');
    }
  };
  visit(document, '', 1);
  return found;
}

const MOST_STEPS = 1_000;
const steps = new Map<string, string | undefined>();

/** A member's part of a JSON Pointer; undefined for a name that must not be repeated in a pointer either. */
function stepOf(name: string): string | undefined {
  if (steps.has(name)) return steps.get(name);
  const hostile = holdsHiddenCharacter(name) || holdsIdentityNumber(name);
  const step = hostile ? undefined : pointerTo(name);
  // Ours are a few dozen; whatever else comes by must not pile up.
  if (steps.size < MOST_STEPS) steps.set(name, step);
  return step;
}

/** What verifiers refuse whatever the schema says, and a second signature. */
function shapeViolations(document: Record<string, unknown>): Violation[] {
  const found: Violation[] = credentialFaults(document);
  const hidden = found.length === 0 ? jsonLdFault(document) : undefined;
  if (hidden) found.push({ pointer: '', rule: 'credential_form', message: `${hidden}.` });
  if ('proof' in document) found.push({ pointer: '/proof', rule: 'unsigned', message: 'It is signed already.' });
  return found;
}

/** Names that this deployment and this template give. */
function nameViolations(credential: Credential, schema: string, origin: string): Violation[] {
  const { '@context': contexts, credentialSchema, id, replaces } = credential;
  const context = certificateContextUrl(origin);
  const at = contexts.length - 1;
  const schemaUrl = `${origin}/schemas/${schema}`;
  return [
    ...unless(contexts[at] === context, `/@context/${at}`, 'context', `Must be ${context}.`),
    ...unless(credentialSchema.id === schemaUrl, '/credentialSchema/id', 'schema', `Must be ${schemaUrl}.`),
    ...unless(replaces?.id !== id, '/replaces/id', 'replaces', 'Must be another certificate.'),
  ];
}

/** The number keeps to its scheme and tells the agency, year and level of this certificate. */
function numberViolations(credential: Credential): Violation[] {
  const { number, numberCheck, numberScheme: id, issuedOn, region, credentialSubject } = credential;
  if (!isNumberScheme(id)) return unless(false, '/numberScheme', 'number', 'There is no such numbering scheme.');
  const scheme = numberScheme(id);
  const facts = {
    agency: slotOf(credential)?.agency ?? '',
    year: Number(issuedOn.slice(0, 4)),
    level: credentialSubject.level.code,
    country: region.iso?.slice(0, 2),
  };
  const fault = scheme.check(number) ?? scheme.fault(facts);
  if (fault !== undefined) return unless(false, '/number', 'number', `Breaks the numbering rule: ${fault}.`);
  const head = scheme.format(facts, 0).replace(/0+1$/, '');
  const segments = 'Its segments must agree with agency, year of issue and level.';
  return [
    ...unless(number.startsWith(head), '/number', 'number', segments),
    ...unless(numberCheck === checkCharacter(number), '/numberCheck', 'number', 'Does not belong to this number.'),
  ];
}

/** No time zone is further from UTC. */
const WIDEST_OFFSET = 14 * 3_600_000;
const ASSESSED_ON = '/credentialSubject/assessment/assessedOn';

function dateViolations({ issuedOn, validFrom, validUntil, credentialSubject }: Credential): Violation[] {
  const offset = Date.parse(validFrom) - Date.parse(`${issuedOn}T00:00:00Z`);
  const { assessedOn } = credentialSubject.assessment;
  const ends = validUntil === undefined || validUntil > validFrom;
  return [
    ...unless(assessedOn <= issuedOn, ASSESSED_ON, 'dates', 'Must not be later than the day of issue.'),
    ...unless(Math.abs(offset) <= WIDEST_OFFSET, '/validFrom', 'dates', 'Must be the start of the day of issue.'),
    ...unless(ends, '/validUntil', 'dates', 'Must be later than validFrom.'),
  ];
}

/** The issuer is the agency to whose lists the status entries point, and the entries are the ones of one slot. */
function issuerViolations(credential: Credential, origin: string): Violation[] {
  const slot = slotOf(credential);
  const message =
    'Must be the four entries of one slot: revocation and suspension, by the agency and the authority; or the one of their summary.';
  const alone = !Array.isArray(credential.credentialStatus);
  const entries = slot && (alone ? statusEntry(origin, slot, SUMMARY_LIST) : statusEntries(origin, slot));
  if (!slot || !sameJson(credential.credentialStatus, entries)) {
    return unless(false, '/credentialStatus', 'status', message);
  }
  const issuer = agencyDid(origin, slot.agency);
  return unless(credential.issuer.id === issuer, '/issuer/id', 'issuer', `Must be ${issuer}.`);
}

/** Whether they say the same, in whatever order; ours are in the same. */
function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || canonicalizeJson(a) === canonicalizeJson(b);
}

/** The slot that the first status entry names. */
function slotOf({ credentialStatus }: Credential): StatusSlot | undefined {
  const entry = readStatusEntry([credentialStatus].flat()[0]);
  const list = parseStatusListId(entry?.url.split('/').at(-1) ?? '');
  if (!entry || !list || entry.index >= SLOTS_PER_GROUP) return undefined;
  return { agency: list.agency, group: list.group, index: entry.index };
}

function unless(holds: boolean, pointer: string, rule: string, message: string): Violation[] {
  return holds ? [] : [{ pointer, rule, message }];
}
