/** From decisions to what commit A keeps: numbers and slots taken, credentials built and linted. */
import type { Actor } from '../core/actor.ts';
import type { PreparedCertificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { maskIdNumber } from '../core/identity.ts';
import { uuidv7 } from '../core/ids.ts';
import { activeKey } from '../core/key.ts';
import { checkCharacter, numberScheme } from '../core/numbering.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { type StatusSlot, slotCounter } from '../core/status.ts';
import { buildCredential, type Credential } from '../credential/build.ts';
import { lint } from '../credential/lint.ts';
import { requireRoom } from '../credential/seal.ts';
import { sealFacts } from '../credential/secure.ts';
import type { Decision } from './decide.ts';
import type { Holder } from './holder.ts';
import type { Order } from './issue.ts';
import type { Register } from './read-register.ts';

export interface Decided {
  /** Place of the request among all. */
  readonly at: number;
  readonly order: Order;
  readonly decision: Decision;
  readonly holder: Holder;
}

export interface Draft {
  readonly at: number;
  readonly prepared: PreparedCertificate;
}

interface Refusal {
  readonly at: number;
  readonly error: YinzhengError;
}

export interface Drafts {
  readonly made: readonly Draft[];
  readonly refused: readonly Refusal[];
  /** What commit A keeps of those that were made. */
  readonly writes: readonly Write[];
}

/**
 * Drafts a certificate for each decision, or says why there can be none. Numbers and slots are taken here, by one atomic
 * statement for each counter: what is refused afterwards leaves a gap, never a duplicate.
 */
export async function draft(
  deps: Deps,
  actor: Actor,
  register: Register,
  decided: readonly Decided[],
): Promise<Drafts> {
  if (decided.length === 0) return { made: [], refused: [], writes: [] };
  const keys = {
    Ed25519: activeKey(register.keys, 'Ed25519').id,
    ES256: activeKey(register.keys, 'ES256').id,
  };
  const places = await takePlaces(deps, register, decided);
  const refused: Refusal[] = [];
  // Each step is taken for all of them before the next, as in `secureAll`.
  const placed = await each(decided, refused, (one, n) => ({ ...one, ...place(places[n]) }));
  const sketches = await each(placed, refused, (one) => sketch(deps, register, one));
  const linted = await each(sketches, refused, (one) => passed(deps, one));
  const made = await each(linted, refused, (one) => {
    const { at, order, holder } = one;
    return { at, order, holder, prepared: prepare(deps, keys, one) };
  });
  const writes = writesOf(deps, actor, made);
  return { made: made.map(({ at, prepared }) => ({ at, prepared })), refused, writes };
}

/** What a step makes of each. One that it throws for is refused. */
async function each<T extends { readonly at: number }, U>(
  all: readonly T[],
  refused: Refusal[],
  step: (one: T, n: number) => U | Promise<U>,
): Promise<U[]> {
  const made: U[] = [];
  for (const [n, one] of all.entries()) {
    try {
      made.push(await step(one, n));
    } catch (error) {
      if (!(error instanceof YinzhengError)) throw error;
      refused.push({ at: one.at, error });
    }
  }
  return made;
}

interface Place {
  /** Or why there is none left. */
  readonly number: string | YinzhengError;
  readonly slot: StatusSlot;
}

/** One store trip for all: a range of serials for each number counter, and a range of slots. */
async function takePlaces({ store, vault }: Deps, { agency }: Register, decided: readonly Decided[]): Promise<Place[]> {
  const counters = decided.map(({ decision }) => {
    const scheme = numberScheme(decision.template.numbering);
    return `number:${scheme.counter(decision.numberFacts)}`;
  });
  const counts = new Map<string, number>();
  for (const counter of counters) counts.set(counter, (counts.get(counter) ?? 0) + 1);
  const ranges = [...counts].map(([counter, count]) => ({ counter, count }));
  const [firstSlot = 0, ...firsts] = await store.allocate([
    { counter: slotCounter(agency.code), count: decided.length },
    ...ranges,
  ]);
  const next = new Map(ranges.map(({ counter }, i) => [counter, firsts[i] ?? 0]));

  const places: Place[] = [];
  for (const [n, { decision }] of decided.entries()) {
    const counter = counters[n] ?? '';
    const serial = next.get(counter) ?? 0;
    next.set(counter, serial + 1);
    places.push({ number: formatNumber(decision, serial), slot: await vault.slot(agency.code, firstSlot + n) });
  }
  return places;
}

/** Throws for a place without a number. */
function place(taken: Place | undefined): { readonly number: string; readonly slot: StatusSlot } {
  if (!taken) throw new Error('a decision without its place');
  const { number, slot } = taken;
  if (number instanceof YinzhengError) throw number;
  return { number, slot };
}

function formatNumber({ template, numberFacts }: Decision, serial: number): string | YinzhengError {
  try {
    return numberScheme(template.numbering).format(numberFacts, serial);
  } catch (error) {
    if (error instanceof YinzhengError) return error;
    throw error;
  }
}

interface Placed extends Decided {
  readonly number: string;
  readonly slot: StatusSlot;
}

interface Sketch extends Placed {
  readonly id: string;
  readonly maskedId: string;
  readonly document: Credential;
}

async function sketch(deps: Deps, { agency }: Register, one: Placed): Promise<Sketch> {
  const { settings, vault } = deps;
  const { decision, order, holder, number, slot } = one;
  const { request, template, occupation, level, standard, validUntil } = decision;
  const id = uuidv7(deps.clock, deps.random);
  const maskedId = maskIdNumber(holder.identity.idNumber);
  const document = buildCredential({
    origin: settings.origin,
    timeZone: settings.timeZone,
    id,
    template,
    agency,
    request,
    occupation,
    level,
    standard,
    commitment: await vault.commitment(holder.identity, id),
    maskedId,
    ...numbered(decision, number),
    slot,
    validUntil,
    replaces: order.replaces,
  });
  return { ...one, id, maskedId, document };
}

function numbered({ template }: Decision, number: string) {
  return { number, numberScheme: template.numbering, numberCheck: checkCharacter(number) };
}

async function passed({ settings: { origin } }: Deps, one: Sketch): Promise<Sketch> {
  const violations = await lint(one.document, { schema: one.decision.template.schema, origin });
  if (violations.length > 0) throw invalidRequest(violations);
  return one;
}

function prepare({ clock }: Deps, keys: PreparedCertificate['keys'], one: Sketch): PreparedCertificate {
  const { id, decision, order, holder, number, slot, maskedId, document } = one;
  const { request, template, occupation, validUntil } = decision;
  const prepared: PreparedCertificate = {
    id,
    ...numbered(decision, number),
    ...slot,
    template: template.id,
    templateVersion: template.version,
    person: holder.person,
    holderName: request.holder.name,
    maskedId,
    occupation: { ...request.occupation, name: occupation.name },
    ...(request.jobDirection !== undefined && { jobDirection: request.jobDirection }),
    level: request.level,
    route: request.assessment.route,
    ...(request.assessment.batch !== undefined && { batch: request.assessment.batch }),
    assessedOn: request.assessment.assessedOn,
    issuedOn: request.issuedOn,
    ...(validUntil !== undefined && { validUntil }),
    ...(order.replaces && { replaces: order.replaces.id }),
    document: JSON.stringify(document),
    keys,
    preparedAt: clock(),
  };
  // A row whose seal has no room must not be found out when all of its batch is recorded.
  requireRoom(sealFacts(prepared));
  return prepared;
}

interface Made extends Draft, Pick<Decided, 'order' | 'holder'> {}

/** Kind after kind, as steps are taken; the holders' records first. */
function writesOf(deps: Deps, actor: Actor, made: readonly Made[]): Write[] {
  const at = deps.clock();
  return [
    ...made.flatMap(({ holder }) => holder.takeWrites()),
    ...made.flatMap(({ order: { idempotency }, prepared }): Write[] =>
      idempotency
        ? [
            {
              write: 'idempotency.add',
              record: { ...idempotency, organisation: actor.organisation, certificate: prepared.id, at },
            },
          ]
        : [],
    ),
    ...made.map(({ prepared }): Write => ({ write: 'certificate.prepare', certificate: prepared })),
    ...made.map(({ prepared: { id, agency, number } }) =>
      eventWrite(deps, actor, 'certificate.prepared', { subject: id, owner: agency, data: { number } }),
    ),
    ...made.flatMap(({ order: { also }, prepared }) => also?.(prepared.id) ?? []),
  ];
}
