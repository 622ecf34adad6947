/**
 * One live certificate per person, occupation (under any of its codes), job direction and level, in all agencies. A second is
 * held until another person of the agency asks for the same and confirms it.
 */
import type { Actor } from '../core/actor.ts';
import type { Agency } from '../core/agency.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { Holding } from '../core/holding.ts';
import { occupationName } from '../core/occupation-names.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { sha256, utf8 } from '../lib/bytes.ts';
import { type Doubles, doubleFinder, toBeShown } from './doubles.ts';
import type { Decided } from './draft.ts';
import type { AskedDouble } from './issue.ts';

interface Judged {
  readonly kept: readonly Decided[];
  readonly held: readonly { readonly at: number; readonly error: YinzhengError }[];
  /** What commit A begins with, so that it fails where somebody got one since it was judged. */
  readonly unless: readonly Write[];
  /** What records those that are held, for another person to confirm. */
  readonly questions: readonly Write[];
}

/** Events of one double that are looked at. */
const HISTORY = 200;

/**
 * Lets pass what is no double, and what a second person confirms. Holds all others. Concerns templates whose
 * policy says so, and the rows of exams. Of two agencies that issue within the same moment neither sees the other.
 */
export async function holdDuplicates(
  deps: Deps,
  actor: Actor,
  agency: Agency,
  decided: readonly Decided[],
): Promise<Judged> {
  const concerned = decided.filter(isConcerned);
  if (concerned.length === 0) return { kept: decided, held: [], unless: [], questions: [] };
  const doubles = await doubleFinder(deps)(concerned.map(({ decision }) => decision));
  const kept: Decided[] = [];
  const held: { at: number; error: YinzhengError }[] = [];
  const questions: Write[] = [];
  const seen = new Map<string, Decided[]>();
  for (const one of decided) {
    const { decision, order } = one;
    if (!isConcerned(one)) {
      kept.push(one);
      continue;
    }
    const blindIndex = doubles.blindIndex(decision);
    const earlier = seen.get(blindIndex) ?? [];
    seen.set(blindIndex, [...earlier, one]);
    const again = earlier.some((other) => doubles.same(decision, other.decision));
    const found = toBeShown(doubles.held(decision), decision, agency.code).filter(
      ({ id }) => id !== order.replaces?.id,
    );
    if (found.length === 0 && !again) {
      kept.push(one);
      continue;
    }
    const subject = await fingerprint(blindIndex, one);
    const asked = again ? undefined : await question(deps, actor, agency, one, { found, subject });
    if (asked) kept.push(confirmed(deps, actor, agency, one, { ...asked, subject }));
    else {
      held.push({ at: one.at, error: duplicate(agency, found) });
      questions.push(eventWrite(deps, actor, 'duplicate.held', { subject, owner: agency.code }));
    }
  }
  return { kept, held, unless: unlessMore(kept, doubles), questions };
}

/** A person who is new to the agency needs no such thing: of two records of one person the second is refused. */
function unlessMore(kept: readonly Decided[], { all }: Doubles): Write[] {
  const known = kept.filter((one) => isConcerned(one) && one.holder.known);
  const persons = new Set(known.map(({ holder }) => holder.person));
  if (persons.size === 0) return [];
  const certificates = all.filter(({ person }) => persons.has(person)).length;
  return [{ write: 'person.holds', persons: [...persons], certificates }];
}

function isConcerned({ decision, order }: Decided): boolean {
  return decision.template.policy.duplicates === 'hold' || order.released !== undefined;
}

/** Stands for person, occupation, direction and level; tells nothing of them. */
async function fingerprint(blindIndex: string, { decision }: Decided): Promise<string> {
  const { occupation, level, jobDirection = '' } = decision.request;
  const text = [blindIndex, occupationName(occupation), jobDirection, level.scheme, level.code].join('\n');
  return encodeBase64url(await sha256(utf8(text)));
}

/** What the actor answers by confirming: a row that was shown as a double before it was released, or a colleague's request. */
async function question(
  deps: Deps,
  actor: Actor,
  agency: Agency,
  { order: { shownAsDouble: shown, confirmsDuplicate } }: Decided,
  { found, subject }: { readonly found: readonly Holding[]; readonly subject: string },
): Promise<AskedDouble | undefined> {
  // What came after the row was shown, nobody saw.
  if (shown && found.every(({ id }) => shown.held.includes(id))) return shown;
  const event = confirmsDuplicate ? await openQuestion(deps, actor, agency, subject) : undefined;
  return event && { id: event.id, by: event.person };
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
function confirmed(
  deps: Deps,
  actor: Actor,
  agency: Agency,
  one: Decided,
  asked: AskedDouble & { readonly subject: string },
): Decided {
  const also = (id: string): Write[] => [
    ...(one.order.also?.(id) ?? []),
    eventWrite(deps, actor, 'duplicate.confirmed', {
      subject: asked.subject,
      owner: agency.code,
      data: { certificate: id, askedBy: asked.by },
      once: `duplicate:${asked.id}`,
    }),
  ];
  return { ...one, order: { ...one.order, also } };
}

/** Says which certificate it is only where it is the agency's own. */
function duplicate({ code }: Agency, found: readonly Holding[]): YinzhengError {
  const own = found.find(({ agency }) => agency === code);
  const elsewhere = found.length === 0 ? 'one that was asked for at the same time' : 'a certificate of another agency';
  const which = own ? `certificate ${own.id} of your agency` : elsewhere;
  const message =
    `The person has this occupation, direction and level already: ${which}. It is held. Another person of your agency ` +
    'confirms it by asking for the same with confirmDuplicate=true.';
  return new YinzhengError('duplicate', message, {
    violations: [{ pointer: '/holder', rule: 'duplicate', message: `the person has ${which}` }],
  });
}
