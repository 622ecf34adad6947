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
import { buildCredential } from '../credential/build.ts';
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
  readonly writes: readonly Write[];
}

export interface Drafts {
  readonly made: readonly Draft[];
  readonly refused: readonly { readonly at: number; readonly error: YinzhengError }[];
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
  if (decided.length === 0) return { made: [], refused: [] };
  const keys = {
    Ed25519: activeKey(register.keys, 'Ed25519').id,
    ES256: activeKey(register.keys, 'ES256').id,
  };
  const places = await takePlaces(deps, register, decided);
  const made: Draft[] = [];
  const refused: { at: number; error: YinzhengError }[] = [];
  for (const [n, one] of decided.entries()) {
    const { number, slot } = places[n] ?? {};
    if (!slot || number === undefined) throw new Error('a decision without its place');
    try {
      if (number instanceof YinzhengError) throw number;
      const prepared = await prepare(deps, register, one, { number, slot, keys });
      made.push({ at: one.at, prepared, writes: writesOf(deps, actor, one, prepared) });
    } catch (error) {
      if (!(error instanceof YinzhengError)) throw error;
      refused.push({ at: one.at, error });
    }
  }
  return { made, refused };
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

function formatNumber({ template, numberFacts }: Decision, serial: number): string | YinzhengError {
  try {
    return numberScheme(template.numbering).format(numberFacts, serial);
  } catch (error) {
    if (error instanceof YinzhengError) return error;
    throw error;
  }
}

interface Parts {
  readonly number: string;
  readonly slot: StatusSlot;
  readonly keys: PreparedCertificate['keys'];
}

async function prepare(
  deps: Deps,
  { agency }: Register,
  { decision, order, holder }: Decided,
  { number, slot, keys }: Parts,
): Promise<PreparedCertificate> {
  const { settings, vault } = deps;
  const { request, template, occupation, level, standard, validUntil } = decision;
  const id = uuidv7(deps.clock, deps.random);
  const maskedId = maskIdNumber(holder.identity.idNumber);
  const numbered = { number, numberScheme: template.numbering, numberCheck: checkCharacter(number) };
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
    ...numbered,
    slot,
    validUntil,
    replaces: order.replaces,
  });
  const violations = await lint(document, { schema: template.schema, origin: settings.origin });
  if (violations.length > 0) throw invalidRequest(violations);
  const prepared: PreparedCertificate = {
    id,
    ...numbered,
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
    preparedAt: deps.clock(),
  };
  // A row whose seal has no room must not be found out when all of its batch is recorded.
  requireRoom(sealFacts(prepared));
  return prepared;
}

/** Commit A for one certificate, the holder's record first. */
function writesOf(deps: Deps, actor: Actor, { order, holder }: Decided, prepared: PreparedCertificate): Write[] {
  const { id, agency, number } = prepared;
  const { idempotency, also } = order;
  return [
    ...holder.takeWrites(),
    ...(idempotency
      ? [
          {
            write: 'idempotency.add' as const,
            record: { ...idempotency, organisation: actor.organisation, certificate: id, at: deps.clock() },
          },
        ]
      : []),
    { write: 'certificate.prepare', certificate: prepared },
    eventWrite(deps, actor, 'certificate.prepared', { subject: id, owner: agency, data: { number } }),
    ...(also?.(id) ?? []),
  ];
}
