/** What a subsidy office needs to know of a certificate: looked up, judged by a catalogue, and signed. */
import type { Actor } from '../../core/actor.ts';
import { allOccupations } from '../../core/all-occupations.ts';
import { dateAt, isLocalDate, type LocalDate, rfc3339 } from '../../core/calendar.ts';
import { type Certificate, printedNumber } from '../../core/certificate.ts';
import type { Deps } from '../../core/deps.ts';
import { invalidRequest, notFound, type Violation } from '../../core/errors.ts';
import { checkIdentity, type IdentityClaim, normaliseName } from '../../core/identity.ts';
import { uuidv7 } from '../../core/ids.ts';
import { AUTHORITY } from '../../core/key.ts';
import type { LanguageText } from '../../core/language.ts';
import { equalTitles, route } from '../../core/lists.ts';
import { parsePrintedNumber } from '../../core/numbering.ts';
import { newestNames } from '../../core/occupation-names.ts';
import { allow } from '../../core/policy.ts';
import type { Write } from '../../core/ports.ts';
import { eventWrite } from '../../core/record-event.ts';
import {
  catalogueOn,
  isOwnClaim,
  judgeSubsidy,
  type SubsidyCatalogue,
  type SubsidyCheck,
  type SubsidyClaim,
  standingClaims,
} from '../../core/subsidy.ts';
import { verifyCertificate } from '../by-token.ts';
import { signedStatement } from '../signed-statement.ts';

export interface EvidenceRequest {
  /** The number as printed. */
  readonly certificate: string;
  readonly holder: IdentityClaim & { readonly name: string };
  /** Id of a catalogue. */
  readonly catalogue: string;
  /** Day of application. Default: today. */
  readonly on?: LocalDate | undefined;
}

/** What the statement says, in `credentialSubject.statement`. Nothing in it names the holder. */
export interface SubsidyEvidence {
  readonly on: LocalDate;
  readonly catalogue: Pick<SubsidyCatalogue, 'id' | 'version' | 'name'>;
  readonly certificate: {
    readonly number: string;
    readonly agency: string;
    readonly occupation: Certificate['occupation'];
    readonly level: SubsidyClaim['level'] & { readonly name: LanguageText };
    readonly route: { readonly code: string; readonly name?: LanguageText };
    readonly issuedOn: LocalDate;
  };
  readonly eligible: boolean;
  /** What the catalogue pays for the level, in yuan, where it says so and nothing bars it. */
  readonly amount?: number;
  readonly checks: readonly SubsidyCheck[];
  /**
   * Earlier claims of the same person, and for the certificates that this one corrects: when and for what; with their ids,
   * those that the office may take back.
   */
  readonly claims: readonly (Pick<SubsidyClaim, 'on' | 'occupation' | 'level' | 'region'> & { readonly id?: string })[];
  /** Professional titles that the level is treated equally with. */
  readonly titles: readonly LanguageText[];
}

/** A case: the evidence, and what a claim would need besides. */
export interface SubsidyCase {
  readonly evidence: SubsidyEvidence;
  readonly claimant: string;
  /** All of the claimant's. */
  readonly claims: readonly SubsidyClaim[];
  readonly certificate: Certificate;
}

/** States what the catalogue says of the certificate on that day. A wrong number, name or identity: `not_found`, all alike. */
export async function subsidyEvidence(
  deps: Deps,
  actor: Actor,
  request: EvidenceRequest,
): Promise<{ readonly evidence: SubsidyEvidence; readonly jwt: string }> {
  allow(actor, 'subsidy.evidence');
  const { evidence, certificate } = await judgeCase(deps, actor, request, 'statement');
  const jwt = await signedEvidence(deps, certificate, evidence);
  await deps.store.commit([evidenceEvent(deps, actor, certificate, evidence)]);
  return { evidence, jwt };
}

export function evidenceEvent(deps: Deps, actor: Actor, { id, number }: Certificate, evidence: SubsidyEvidence): Write {
  const { on, catalogue, eligible } = evidence;
  const data = { number, on, catalogue: catalogue.id, version: catalogue.version, eligible, region: actor.region };
  return eventWrite(deps, actor, 'subsidy.evidence', { subject: id, owner: AUTHORITY, data });
}

export function signedEvidence(deps: Deps, certificate: Certificate, evidence: SubsidyEvidence): Promise<string> {
  return signedStatement(deps, {
    id: `urn:uuid:${uuidv7(deps.clock, deps.random)}`,
    type: 'SubsidyEvidenceCredential',
    validFrom: rfc3339(deps.clock()),
    credentialSubject: { id: `urn:uuid:${certificate.id}`, type: 'SubsidyEvidence', statement: evidence },
  });
}

/**
 * For a statement, all is as it was on the day. A claim is judged by all that is known today: whatever day it names, it comes
 * after every claim that stands, and its certificate must still be valid.
 */
export async function judgeCase(
  deps: Deps,
  actor: Actor,
  request: EvidenceRequest,
  purpose: 'statement' | 'claim',
): Promise<SubsidyCase> {
  const { store, vault, clock, settings } = deps;
  // 1. What was asked, on plain values.
  const today = dateAt(clock(), settings.timeZone);
  const on = request.on ?? today;
  const identity = checkIdentity(request.holder);
  const parsed = parsePrintedNumber(request.certificate);
  const catalogue = catalogueOn(await store.subsidyCatalogues(request.catalogue), on);
  const faults: Violation[] = [
    ...fault(isLocalDate(on) && on <= today, '/on', 'not_future', `must be a day, not later than today, ${today}`),
    ...fault('idNumber' in identity, '/holder/idNumber', 'identity', 'fault' in identity ? identity.fault : ''),
    ...fault(
      parsed !== undefined && parsed.checkMatches !== false,
      '/certificate',
      'number',
      'is no certificate number',
    ),
    ...fault(catalogue !== undefined, '/catalogue', 'known', `no such catalogue counts on ${on}`),
  ];
  if (faults.length > 0 || !catalogue || !parsed || !('idNumber' in identity)) throw invalidRequest(faults);

  // 2. The certificate, if it is this person's.
  const { idType } = request.holder;
  const certificate = await store.certificateByNumber(parsed.number);
  const person = certificate && (await store.person(certificate.person));
  const blindIndex = await vault.blindIndex(idType, identity.idNumber);
  const theirs = certificate?.holderName === normaliseName(request.holder.name) && person?.blindIndex === blindIndex;
  if (!certificate || !theirs) throw notFound();

  // 3. What is known about it and the person.
  const claimant = await vault.claimant(idType, identity.idNumber);
  const claiming = purpose === 'claim';
  const [verification, now, claims, ofReplaced, occupations, scheme] = await Promise.all([
    verifyCertificate(deps, certificate, on),
    claiming && on !== today ? verifyCertificate(deps, certificate) : undefined,
    store.subsidyClaims(claimant),
    claimsForReplaced(deps, certificate),
    allOccupations(store),
    store.levelScheme(certificate.level.scheme),
  ]);
  const found = scheme?.levels.find(({ code }) => code === certificate.level.code);
  if (!found) throw new Error('a certificate at a level that is not in the register');
  const level = { ...certificate.level, rank: found.rank };

  // 4. The rules.
  const { issuedOn, occupation } = certificate;
  // A corrected identity is another claimant, and still the same certificate.
  const others = ofReplaced.filter((claim) => claim.claimant !== claimant);
  const standing = standingClaims([...claims, ...others], claiming ? undefined : on);
  const checks = judgeSubsidy(
    catalogue.rules,
    {
      on,
      verdict: verification.verdict,
      verdictNow: now?.verdict,
      inScope: verification.checks.find(({ id }) => id === 'entitlement')?.result === 'pass',
      route: certificate.route,
      issuedOn,
      occupation,
      level,
      replaced: ofReplaced.map((claim) => claim.certificate),
    },
    standing,
    newestNames(occupations),
  );
  const { id, version, name, rules } = catalogue;
  const eligible = checks.every(({ result }) => result !== 'fail');
  const amount = eligible ? rules.amounts?.[level.code] : undefined;
  const evidence: SubsidyEvidence = {
    on,
    catalogue: { id, version, name },
    certificate: {
      number: printedNumber(certificate),
      agency: certificate.agency,
      occupation,
      level: { ...level, name: found.name },
      route: route(certificate.route) ?? { code: certificate.route },
      issuedOn,
    },
    eligible,
    ...(amount !== undefined && { amount }),
    checks,
    claims: standing.map((claim) => ({
      ...(isOwnClaim(actor, claim) && { id: claim.id }),
      on: claim.on,
      occupation: claim.occupation,
      level: claim.level,
      ...(claim.region !== undefined && { region: claim.region }),
    })),
    titles: equalTitles(certificate.level, on).map(({ title }) => title),
  };
  return { evidence, claimant, claims, certificate };
}

/** Claims for the certificates that were corrected until there was this one, under whatever identity they had. */
async function claimsForReplaced({ store }: Deps, { replaces }: Certificate): Promise<SubsidyClaim[]> {
  const found: SubsidyClaim[] = [];
  for (let id = replaces; id !== undefined; id = (await store.certificate(id))?.replaces) {
    found.push(...(await store.subsidyClaimsFor(id)));
  }
  return found;
}

function fault(holds: boolean, pointer: string, rule: string, message: string): Violation[] {
  return holds ? [] : [{ pointer, rule, message }];
}
