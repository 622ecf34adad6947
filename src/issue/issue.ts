/** Start here: how a request becomes a signed certificate. */
import type { Actor } from '../core/actor.ts';
import type { Certificate, CertificateRequest } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import { allow } from '../core/policy.ts';
import type { Write } from '../core/ports.ts';
import { refuseStopped } from '../core/stop.ts';
import { decide } from './decide.ts';
import { type Decided, type Drafts, draft } from './draft.ts';
import { holdDuplicates } from './duplicates.ts';
import { finish } from './finish.ts';
import { findHolders, type Holder } from './holder.ts';
import { type Idempotency, replaysOf } from './idempotency.ts';
import { readRegister } from './read-register.ts';
import type { Register as SigningRegister } from './secure.ts';

export interface IssueRequest {
  readonly request: CertificateRequest;
  readonly idempotency?: Idempotency | undefined;
  /** Whoever asks has seen that the person has the same already, and that a colleague asked for it before. */
  readonly confirmsDuplicate?: boolean | undefined;
}

/** What became of one request. `replayed`: an earlier request with this Idempotency-Key had made it already. */
export type Outcome =
  | { readonly certificate: Certificate; readonly replayed: boolean }
  | { readonly error: YinzhengError };

/**
 * Issues certificates in the name of the actor's agency. One is a batch of one; each request is judged alone, and the
 * outcomes come in the order of the requests. Throws only what concerns them all: an actor that may not, a Store or a
 * key that is not there.
 */
export async function issue(deps: Deps, actor: Actor, requests: readonly IssueRequest[]): Promise<Outcome[]> {
  allow(actor, 'certificate.issue', { owner: actor.organisation });
  return issueFor(deps, actor, actor.organisation, requests);
}

/** Issues one certificate, like `issue`. */
export type IssueOne = (deps: Deps, actor: Actor, request: IssueRequest) => Promise<Outcome>;

export const issueOne: IssueOne = async (deps, actor, request) => {
  const [outcome] = await issue(deps, actor, [request]);
  if (!outcome) throw new Error('a request without an outcome');
  return outcome;
};

/** Who asked for a double, and a name for the question, which is answered once. */
export interface AskedDouble {
  readonly id: string;
  readonly by: Actor['person'];
}

/** What a second person saw before a row was released. */
export interface ShownDouble extends AskedDouble {
  /** Ids of what the row's person holds and is the same. */
  readonly held: readonly string[];
}

/** A request, and the certificate whose place the new one takes. */
export interface Order extends IssueRequest {
  readonly replaces?: Certificate | undefined;
  /** A second person saw that it is a double, and released it. */
  readonly shownAsDouble?: ShownDouble | undefined;
  /** A row of an exam: everybody has agreed whom this version of its template asks for, knowing what they were shown. */
  readonly released?: number | undefined;
  /** What else commit A writes: the end of the certificate that is replaced. */
  readonly also?: ((newId: string) => readonly Write[]) | undefined;
}

/** How often a lost race is run again. Each loser reads anew what the winner wrote, so one more is nearly always enough. */
const TRIES = 5;
/**
 * What was decided longer ago is not recorded any more: a process that was held up so long was believed dead, and others went on
 * with its work, or stopped it. Whoever asked has to ask anew, as the job of an exam does by itself.
 */
const STALE_MS = 30_000;
/** Orders that are decided and recorded together. While threads sign for them, the next are decided. */
const TOGETHER = 256;

/**
 * Issues for an actor that has been let in, in the name of any agency. What was recorded is signed, even when it throws for
 * orders that follow. `goesOn` is asked before every 256; after a no, the orders that follow have no outcome. Throws
 * `not_found` where there is no such agency.
 */
export async function issueFor(
  deps: Deps,
  actor: Actor,
  agency: string,
  orders: readonly Order[],
  goesOn: () => Promise<boolean> = async () => true,
): Promise<Outcome[]> {
  const ends: Promise<PromiseSettledResult<Outcome[]>[]>[] = [];
  try {
    for (let at = 0; at < orders.length; at += TOGETHER) {
      if (!(await goesOn())) break;
      const recorded = await record(deps, actor, agency, orders.slice(at, at + TOGETHER));
      ends.push(Promise.allSettled([sign(deps, recorded)]));
    }
  } finally {
    await Promise.all(ends);
  }
  const outcomes = (await Promise.all(ends)).flat().flatMap((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  return counted(deps, outcomes);
}

function counted({ metrics }: Deps, outcomes: Outcome[]): Outcome[] {
  for (const outcome of outcomes) {
    if ('error' in outcome) metrics?.issued(outcome.error.code);
    else metrics?.issued(outcome.replayed ? 'replayed' : 'issued');
  }
  return outcomes;
}

interface Recorded {
  /** In the order of the requests; missing for what is prepared. */
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly made: Drafts['made'];
  /** As commit A found it. */
  readonly register: SigningRegister;
}

async function record(deps: Deps, actor: Actor, agency: string, orders: readonly Order[]): Promise<Recorded> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(deps, actor, agency, orders);
    } catch (error) {
      if (!(error instanceof UniqueKeyError)) throw error;
      // Another request was faster with the same Idempotency-Key, or for a holder who is new to the agency or whose doubles are held.
      if ((error.table === 'idempotency' || error.table === 'person') && tries < TRIES) continue;
      throw new YinzhengError('conflict', 'Another request changed the same thing at the same time. Read it again.', {
        cause: error,
      });
    }
  }
}

/** The numbered flow. Throws `UniqueKeyError` when another writer was faster, `unavailable` when it was held up; then nothing was kept. */
async function attempt(deps: Deps, actor: Actor, code: string, orders: readonly Order[]): Promise<Recorded> {
  const began = deps.clock();
  // 1. Read once what was asked before, what the decisions need, and whom it is about.
  const requests = orders.map(({ request }) => request);
  const [outcomes, register, holders] = await Promise.all([
    replaysOf(
      deps,
      actor,
      orders.map(({ idempotency }) => idempotency),
    ),
    readRegister(deps, code, requests),
    findHolders(
      deps,
      code,
      requests.map(({ holder }) => holder),
    ),
  ]);
  const { agency, stops } = register;

  // 2. What was asked before is answered as before.
  const open = orders.map((order, at) => ({ order, at })).filter(({ at }) => outcomes[at] === undefined);
  if (open.length > 0) refuseStopped(stops, code);

  // 3. Decide each request alone, on plain values.
  const decided: Decided[] = [];
  for (const { order, at } of open) {
    const decision = decide(deps, actor, register, order.request, order.released);
    if (decision instanceof YinzhengError) outcomes[at] = { error: decision };
    else decided.push({ at, order, decision, holder: holderAt(holders, at) });
  }

  // What the person has already waits for a second person.
  const { kept, held, unless, questions } = await holdDuplicates(deps, actor, agency, decided);
  for (const { at, error } of held) outcomes[at] = { error };

  // 4. Take numbers and slots, build the credentials and lint them. What fails here never meets a key.
  const drafts = await draft(deps, actor, register, kept);
  for (const { at, error } of drafts.refused) outcomes[at] = { error };

  // 5. Commit A: what will be signed. From here on a crash loses nothing; `recover` finishes as we do.
  // The keys are asked for once more along with it: one that was compromised since they were read signs nothing.
  const { made, writes } = drafts;
  const all = made.length === 0 ? questions : [...unless, ...questions, ...writes];
  if (all.length > 0 && deps.clock() - began > STALE_MS) {
    throw new YinzhengError(
      'unavailable',
      'Issuing was held up, and what it was decided by is too old. Nothing was kept.',
    );
  }
  const [keys] = all.length === 0 ? [[]] : await Promise.all([deps.store.keys(code), deps.store.commit(all)]);
  const { template } = register;
  return { outcomes, made, register: { keys: async () => keys, template: async (id) => template(id) } };
}

function holderAt(holders: readonly Holder[], at: number): Holder {
  const holder = holders[at];
  if (!holder) throw new Error('a request without its holder');
  return holder;
}

/** 6. Sign, check our own output, commit B. */
async function sign(deps: Deps, { outcomes, made, register }: Recorded): Promise<Outcome[]> {
  const prepared = made.map((one) => one.prepared);
  const finished = await finish(deps, prepared, register);
  const all = [...outcomes];
  for (const [n, { at }] of made.entries()) {
    const certificate = finished[n];
    if (certificate) all[at] = { certificate, replayed: false };
  }
  return all.filter((outcome) => outcome !== undefined);
}
