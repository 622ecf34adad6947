/** Whether a request may become a certificate, and what exactly it says. Plain values in, plain values out. */
import type { Actor } from '../core/actor.ts';
import { type Claim, covers, standingOn } from '../core/agency.ts';
import { addDays, addMonths, dateAt, isLocalDate, type LocalDate } from '../core/calendar.ts';
import type { Level, Occupation, Standard } from '../core/catalogue.ts';
import type { CertificateRequest } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, type Violation, YinzhengError } from '../core/errors.ts';
import { checkGlyphs } from '../core/glyphs.ts';
import { checkIdentity, checkName, IDENTITY_TYPES, normaliseName } from '../core/identity.ts';
import { region } from '../core/lists.ts';
import { type NumberFacts, numberScheme } from '../core/numbering.ts';
import type { Template } from '../core/template.ts';
import type { Register } from './read-register.ts';

/** What a request may break, besides the rule that its identity type is. */
export type RequestRule =
  | 'approval'
  | 'date'
  | 'glyph'
  | 'known'
  | 'not_future'
  | 'numbering'
  | 'order'
  | 'pass_mark'
  | 'required'
  | 'scope'
  | 'score'
  | 'standing'
  | 'template'
  | 'text'
  | 'version';

export interface Decision {
  /** As it will be signed: names and identity number normalised. */
  readonly request: CertificateRequest;
  readonly template: Template;
  readonly occupation: Occupation;
  readonly level: Level;
  readonly standard: Standard | undefined;
  readonly numberFacts: NumberFacts;
  readonly validUntil: LocalDate | undefined;
}

/**
 * The decision, or the refusal with every fault of the request. `released`: the version of the template under which those have
 * agreed whom it asks for. Under another one it asks for others, and says something else.
 */
export function decide(
  deps: Pick<Deps, 'clock' | 'settings'>,
  actor: Pick<Actor, 'kind'>,
  register: Register,
  raw: CertificateRequest,
  released?: number,
): Decision | YinzhengError {
  const { version, policy } = register.template(raw.template) ?? {};
  if (released !== undefined && version !== released) return otherVersion(raw.template);
  const { faults, refused, decision } = judge(deps, actor, register, raw);
  const approval = policy?.approval ?? 'none';
  // The authority, which corrects what agencies issued, needs nobody's approval.
  if (approval !== 'none' && released === undefined && actor.kind !== 'authority') {
    const message = 'certificates of this template are released by a second person: submit a batch';
    return invalidRequest([...rule(false, '/template', 'approval', message), ...faults]);
  }
  if (faults.length > 0) return invalidRequest(faults);
  if (refused.length > 0) {
    const message = 'The agency was not entitled to issue this certificate.';
    return new YinzhengError('not_entitled', message, { violations: refused });
  }
  if (!decision) throw new Error('neither a fault nor a decision');
  return decision;
}

function otherVersion(template: string): YinzhengError {
  const message = `template ${template} has a new version since the rows were judged: submit them again`;
  return new YinzhengError('conflict', message, { violations: rule(false, '/template', 'version', message) });
}

export interface Judgement {
  /** What is wrong with the request in itself. */
  readonly faults: readonly Violation[];
  /** Why this agency may not issue it, as far as the request can be read. */
  readonly refused: readonly Violation[];
  /** Missing where there is a fault. */
  readonly decision?: Decision | undefined;
}

/** Everything that speaks against a request, all at once. */
export function judge(
  deps: Pick<Deps, 'clock' | 'settings'>,
  actor: Pick<Actor, 'kind'>,
  register: Register,
  raw: CertificateRequest,
): Judgement {
  const request = normalised(raw);
  const today = dateAt(deps.clock(), deps.settings.timeZone);
  const template = register.template(request.template);
  const occupation = register.occupation(request.occupation);
  const scheme = register.levelScheme(request.level.scheme);
  const level = scheme?.levels.find(({ code }) => code === request.level.code);

  const dates = dateFaults(request, today);
  const faults: Violation[] = [
    ...rule(template !== undefined, '/template', 'known', 'no such template; GET /v1/templates lists them'),
    ...rule(occupation !== undefined, '/occupation', 'known', 'not in the register; GET /v1/occupations lists them'),
    ...rule(level !== undefined, '/level', 'known', 'no such level; GET /v1/levels lists them'),
    ...holderFaults(raw, request),
    ...dates,
    ...rule(region(regionOf(register, request)) !== undefined, '/assessment/region', 'known', 'is no province'),
  ];
  if (template) faults.push(...templateFaults(request, template, scheme?.passMark ?? 0));
  const numberFacts = factsForNumber(register, request);
  if (template && level) {
    const fault = numberScheme(template.numbering).fault(numberFacts);
    faults.push(...rule(fault === undefined, '/level/code', 'numbering', fault ?? ''));
  }
  const readable = occupation && level && dates.length === 0;
  const refused = readable
    ? [...standingFaults(actor, register, request, today), ...entitlementFaults(register, request)]
    : [];
  if (faults.length > 0 || !template || !occupation || !level) return { faults, refused };
  const decision: Decision = {
    request,
    template,
    occupation,
    level,
    standard: standardOn(register, request),
    numberFacts,
    validUntil:
      template.validityMonths === null ? undefined : addDays(addMonths(request.issuedOn, template.validityMonths), -1),
  };
  return { faults, refused, decision };
}

function rule(holds: boolean, pointer: string, name: RequestRule, message: string): Violation[] {
  return holds ? [] : [{ pointer, rule: name, message }];
}

function normalised(request: CertificateRequest): CertificateRequest {
  const { holder, jobDirection } = request;
  const identity = checkIdentity(holder);
  return {
    ...request,
    holder: {
      ...holder,
      name: normaliseName(holder.name),
      ...(holder.nameLatin !== undefined && { nameLatin: normaliseName(holder.nameLatin) }),
      idNumber: 'idNumber' in identity ? identity.idNumber : '',
    },
    ...(jobDirection !== undefined && { jobDirection: normaliseName(jobDirection) }),
  };
}

/** A pointer, and the text that stands there. */
type Text = readonly [string, string | undefined];

function holderFaults(raw: CertificateRequest, { holder, jobDirection, assessment }: CertificateRequest): Violation[] {
  const identity = checkIdentity(raw.holder);
  const printed: readonly Text[] = [
    ['/holder/name', holder.name],
    ['/holder/nameLatin', holder.nameLatin],
    ['/jobDirection', jobDirection],
  ];
  const texts: readonly Text[] = [...printed, ['/assessment/batch', assessment.batch]];
  return [
    ...texts.flatMap(([pointer, text]) => {
      const fault = text === undefined ? undefined : checkName(text);
      return rule(fault === undefined, pointer, 'text', fault ?? '');
    }),
    ...printed.flatMap(([pointer, text = '']) => {
      const fault = checkName(text) === undefined ? checkGlyphs(text) : undefined;
      return rule(fault === undefined, pointer, 'glyph', fault ?? '');
    }),
    ...('fault' in identity ? identityFault(raw.holder.idType, identity.fault) : []),
  ];
}

/** The rule is named by the identity type, unless somebody made that up. */
function identityFault(idType: string, fault: string): Violation[] {
  return IDENTITY_TYPES.includes(idType)
    ? [{ pointer: '/holder/idNumber', rule: idType, message: fault }]
    : rule(false, '/holder/idType', 'known', fault);
}

function dateFaults({ issuedOn, assessment: { assessedOn } }: CertificateRequest, today: LocalDate): Violation[] {
  const real = 'must be a day of the calendar, YYYY-MM-DD';
  const faults = [
    ...rule(isLocalDate(issuedOn), '/issuedOn', 'date', real),
    ...rule(isLocalDate(assessedOn), '/assessment/assessedOn', 'date', real),
  ];
  if (faults.length > 0) return faults;
  return [
    ...rule(issuedOn <= today, '/issuedOn', 'not_future', `must not be later than today, ${today}`),
    ...rule(assessedOn <= issuedOn, '/assessment/assessedOn', 'order', 'must not be later than the day of issue'),
  ];
}

function templateFaults({ level, assessment }: CertificateRequest, template: Template, passMark: number): Violation[] {
  const { routes, requiredScores } = template.policy;
  const faults = [
    ...rule(
      level.scheme === template.levelScheme,
      '/level/scheme',
      'template',
      `this template takes levels of ${template.levelScheme}`,
    ),
    ...rule(
      routes.includes(assessment.route),
      '/assessment/route',
      'template',
      `this template takes ${routes.join(', ')}`,
    ),
  ];
  for (const name of ['theory', 'practical', 'comprehensive'] as const) {
    const [score, pointer] = [assessment[name], `/assessment/${name}`];
    if (score === undefined) {
      faults.push(...rule(!requiredScores.includes(name), pointer, 'required', 'this template needs this score'));
    } else {
      const oneDecimal = score >= 0 && score <= 100 && Number(score.toFixed(1)) === score;
      faults.push(...rule(oneDecimal, pointer, 'score', 'must be 0 to 100 with at most one decimal'));
      faults.push(...rule(score >= passMark, pointer, 'pass_mark', `is below the pass mark of ${passMark}`));
    }
  }
  return faults;
}

/**
 * What an agency may not do today it may not do under an earlier date either. The authority may still correct what the
 * agency issued while it could.
 */
function standingFaults(actor: Pick<Actor, 'kind'>, register: Register, request: CertificateRequest, today: LocalDate) {
  if (actor.kind === 'authority') return [];
  const { state, scope } = standingOn(register.standing, today);
  if (state !== 'recorded') return rule(false, '', 'standing', `the agency is ${state.replace('_', ' ')}`);
  const holds = request.issuedOn === today || covers(scope, claimOf(register, request));
  return rule(holds, '/occupation', 'scope', 'its scope does not cover this any more');
}

/** Recorded, and occupation and level in scope, on the day of assessment and on the day of issue. */
function entitlementFaults(register: Register, request: CertificateRequest): Violation[] {
  const { occupation, level } = request;
  const claim = claimOf(register, request);
  const days = [
    ['/issuedOn', request.issuedOn],
    ['/assessment/assessedOn', request.assessment.assessedOn],
  ] as const;
  return days.flatMap(([pointer, day]) => {
    const { state, scope } = standingOn(register.standing, day);
    if (state !== 'recorded') {
      return rule(false, pointer, 'standing', `on ${day} the agency was ${state.replace('_', ' ')}`);
    }
    const what = `${occupation.code} at level ${level.code} in region ${claim.region}`;
    return rule(covers(scope, claim), '/occupation', 'scope', `on ${day} its scope did not cover ${what}`);
  });
}

function claimOf(register: Register, request: CertificateRequest): Claim {
  const { occupation, level } = request;
  return {
    ...occupation,
    occupation: occupation.code,
    levelScheme: level.scheme,
    level: level.code,
    region: regionOf(register, request),
  };
}

/** Where the assessment was: in the agency's own province, unless another is named. */
function regionOf({ agency }: Register, { assessment }: CertificateRequest): string {
  return assessment.region ?? agency.region;
}

/** The version that held on the day of assessment. Once there is a national standard, norms no longer count. */
function standardOn(register: Register, { occupation, assessment }: CertificateRequest): Standard | undefined {
  const held = register.standards(occupation).filter(({ version }) => version <= assessment.assessedOn);
  return held.findLast(({ kind }) => kind === 'national_standard') ?? held.at(-1);
}

function factsForNumber({ agency }: Register, { issuedOn, level }: CertificateRequest): NumberFacts {
  return {
    agency: agency.code,
    year: Number(issuedOn.slice(0, 4)),
    level: level.code,
    country: region(agency.region)?.iso.slice(0, 2),
  };
}
