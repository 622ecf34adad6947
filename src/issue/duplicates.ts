/**
 * One live certificate per person, occupation (under any of its codes), job direction and level, in all agencies. A second is
 * held until another person of the agency asks for the same and confirms it.
 */
import type { Actor } from '../core/actor.ts';
import type { Agency } from '../core/agency.ts';
import { dateAt } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { Holding } from '../core/holding.ts';
import { namesOf, occupationName } from '../core/occupation-names.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import type { Decided } from './draft.ts';

interface Judged {
  readonly kept: readonly Decided[];
  readonly held: readonly { readonly at: number; readonly error: YinzhengError }[];
}

/** Events of one double that are looked at. */
const HISTORY = 200;

/**
 * Lets pass what is no double, and what a second person confirms. Holds all others and records it. Concerns templates whose
 * policy says so. Of two agencies that issue within the same moment neither sees the other.
 */
export async function holdDuplicates(
  deps: Deps,
  actor: Actor,
  agency: Agency,
  decided: readonly Decided[],
): Promise<Judged> {
  const concerned = decided.filter(({ decision }) => decision.template.policy.duplicates === 'hold');
  if (concerned.length === 0) return { kept: decided, held: [] };
  const { store, vault } = deps;
  const indexOf = ({ decision }: Decided) =>
    vault.blindIndex(decision.request.holder.idType, decision.request.holder.idNumber);
  const indexes = new Map(await Promise.all(concerned.map(async (one) => [one, await indexOf(one)] as const)));
  const holdings = Map.groupBy(
    await store.holdingsOf([...new Set(indexes.values())]),
    ({ blindIndex }) => blindIndex ?? '',
  );

  const kept: Decided[] = [];
  const held: { at: number; error: YinzhengError }[] = [];
  const writes: Write[] = [];
  const seen = new Set<string>();
  for (const one of decided) {
    const blindIndex = indexes.get(one);
    if (blindIndex === undefined) {
      kept.push(one);
      continue;
    }
    const subject = await fingerprint(blindIndex, one);
    const double = await liveDouble(deps, one, holdings.get(blindIndex) ?? []);
    const again = seen.has(subject);
    seen.add(subject);
    const confirms = (double || again) && one.order.confirmsDuplicate;
    const asked = confirms ? await openQuestion(deps, actor, agency, subject) : undefined;
    if (!double && !again) kept.push(one);
    else if (asked && !again) kept.push(confirmed(deps, actor, agency, one, asked));
    else {
      held.push({ at: one.at, error: duplicate(agency, double) });
      writes.push(eventWrite(deps, actor, 'duplicate.held', { subject, owner: agency.code }));
    }
  }
  if (writes.length > 0) await store.commit(writes);
  return { kept, held };
}

/** Stands for person, occupation, direction and level; tells nothing of them. */
async function fingerprint(blindIndex: string, { decision }: Decided): Promise<string> {
  const { occupation, level, jobDirection = '' } = decision.request;
  const text = [blindIndex, occupationName(occupation), jobDirection, level.scheme, level.code].join('\n');
  return encodeBase64url(await sha256(utf8(text)));
}

async function liveDouble(
  { store, clock, settings }: Deps,
  { decision, order }: Decided,
  holdings: readonly Holding[],
): Promise<Holding | undefined> {
  const { level, jobDirection } = decision.request;
  const today = dateAt(clock(), settings.timeZone);
  const names = new Set(namesOf(decision.occupation));
  for (const holding of holdings) {
    const { ended, validUntil, id } = holding;
    if (ended || id === order.replaces?.id || (validUntil !== undefined && validUntil < today)) continue;
    if (holding.level.scheme !== level.scheme || holding.level.code !== level.code) continue;
    if (holding.jobDirection !== jobDirection) continue;
    const other = await store.occupation(holding.occupation);
    if (other && namesOf(other).some((name) => names.has(name))) return holding;
  }
  return undefined;
}

/** The event by which another person of the agency asked for the same, and that nobody has confirmed since. */
async function openQuestion(
  { store }: Deps,
  { person }: Actor,
  { code }: Agency,
  subject: string,
): Promise<Event | undefined> {
  const events = await store.events({ subject, owner: code, limit: HISTORY });
  const answered = events.findLastIndex(({ type }) => type === 'duplicate.confirmed');
  return events.slice(answered + 1).find((event) => event.type === 'duplicate.held' && event.person !== person);
}

/** The order, with the event that says who confirmed what; one question is answered once. */
function confirmed(deps: Deps, actor: Actor, agency: Agency, one: Decided, asked: Event): Decided {
  const also = (id: string): Write[] => [
    ...(one.order.also?.(id) ?? []),
    eventWrite(deps, actor, 'duplicate.confirmed', {
      subject: asked.subject,
      owner: agency.code,
      data: { certificate: id, askedBy: asked.person },
      once: `duplicate:${asked.id}`,
    }),
  ];
  return { ...one, order: { ...one.order, also } };
}

/** Says which certificate it is only where it is the agency's own. */
function duplicate({ code }: Agency, double: Holding | undefined): YinzhengError {
  const which =
    double === undefined
      ? 'an earlier row of this call'
      : double.agency === code
        ? `certificate ${double.id} of your agency`
        : 'a certificate of another agency';
  const message =
    `The person has this occupation, direction and level already: ${which}. It is held. Another person of your agency ` +
    'confirms it by asking for the same with confirmDuplicate=true.';
  return new YinzhengError('duplicate', message, {
    violations: [{ pointer: '/holder', rule: 'duplicate', message: which }],
  });
}
