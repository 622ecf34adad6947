import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/calendar.ts';
import { rfc3339 } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { Event, EventType } from '../core/event.ts';
import { jobWrite, REFRESH_LISTS } from '../core/jobs.ts';
import { AUTHORITY, type KeyAlgorithm, type KeyRecord } from '../core/key.ts';
import { allow, visible } from '../core/policy.ts';
import type { Page, Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { TRUST_LIST } from '../core/status.ts';

type KeyDeps = Pick<Deps, 'store' | 'signer' | 'clock' | 'random'>;
type By = Pick<Actor, 'person' | 'organisation'>;

/** Makes a key and the writes that register it. */
async function freshKey(deps: KeyDeps, actor: By, owner: string, algorithm: KeyAlgorithm) {
  const { id, publicJwk, wrapped } = await deps.signer.createKey(algorithm);
  const key: KeyRecord = { id, owner, algorithm, publicJwk, wrapped, state: 'active', createdAt: deps.clock() };
  const writes: Write[] = [
    { write: 'key.add', key },
    eventWrite(deps, actor, 'key.created', { subject: id, owner, data: { algorithm } }),
    { write: 'list.touch', list: TRUST_LIST },
  ];
  return { key, writes };
}

/** The writes that give a new owner its two keys: Ed25519 for embedded proofs, P-256 for JWTs and seals. */
export async function firstKeys(deps: KeyDeps, actor: By, owner: string): Promise<Write[]> {
  const made = [await freshKey(deps, actor, owner, 'Ed25519'), await freshKey(deps, actor, owner, 'ES256')];
  return made.flatMap((one) => one.writes);
}

/** Keys without their private halves, oldest first: those that the actor may see, of everybody or of one owner. */
export async function listKeys(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { owner, ...page }: Page & { readonly owner?: string | undefined },
): Promise<Omit<KeyRecord, 'wrapped'>[]> {
  if (owner !== undefined) allow(actor, 'key.read', { owner });
  const whose = owner === undefined ? visible(actor, 'key.read') : { owner };
  return (await store.listedKeys({ ...page, ...whose })).map(withoutPrivate);
}

function withoutPrivate({ wrapped: _, ...shown }: KeyRecord): Omit<KeyRecord, 'wrapped'> {
  return shown;
}

/** A key that takes the place of another; what lists the owner has are to be signed with it. */
async function successor(deps: KeyDeps, actor: By, owner: string, algorithm: KeyAlgorithm) {
  const { key, writes } = await freshKey(deps, actor, owner, algorithm);
  return { key, writes: [...writes, jobWrite(deps, { kind: REFRESH_LISTS, owner })] };
}

/** A new active key takes the place of the active one, which retires: its signatures stay good. */
export async function rotateKey(
  deps: KeyDeps,
  actor: Actor,
  { owner, algorithm }: { readonly owner: string; readonly algorithm: KeyAlgorithm },
): Promise<Omit<KeyRecord, 'wrapped'>> {
  allow(actor, 'key.manage', { owner });
  const known = owner === AUTHORITY || (await deps.store.agency(owner)) !== undefined;
  if (!known) throw notFound();
  return readingAnew(async () => {
    const keys = await deps.store.keys(owner);
    const current = keys.filter((key) => key.algorithm === algorithm && key.state === 'active');
    const { key, writes } = await successor(deps, actor, owner, algorithm);
    await deps.store.commit([...writes, ...current.flatMap((old) => retire(deps, actor, old))]);
    return withoutPrivate(key);
  });
}

const TRIES = 3;

/** Of two that change one key at once, the second reads what the first made of it. */
async function readingAnew<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof UniqueKeyError && error.table === 'event')) throw error;
      if (tries < TRIES) continue;
      throw new YinzhengError('conflict', 'Others change this key just now. Read it again.', { cause: error });
    }
  }
}

/** The event of a change, and the name of the state that it ends: no key comes back to one. */
function changeOf(deps: KeyDeps, actor: By, type: EventType, key: KeyRecord, data?: Event['data']): Write {
  const { id, owner, state, compromisedSince = '' } = key;
  const once = `key:${id}:${state}:${compromisedSince}`;
  return eventWrite(deps, actor, type, { subject: id, owner, once, ...(data && { data }) });
}

function retire(deps: KeyDeps, actor: Actor, key: KeyRecord): Write[] {
  return [
    { write: 'key.state', id: key.id, state: 'retired', retiredAt: deps.clock() },
    changeOf(deps, actor, 'key.retired', key),
  ];
}

export interface KeyStateChange {
  readonly state: 'compromised' | 'destroyed';
  /** From when on the key was in wrong hands; needed for `compromised`. */
  readonly since?: Instant;
}

/**
 * Declares a key compromised (its signatures are not believed from `since` on; an active one is replaced at once; a destroyed
 * one stays destroyed, and of one that is compromised already the time can be set back) or destroys the private half of a key
 * that is retired or compromised.
 */
export async function setKeyState(
  deps: KeyDeps,
  actor: Actor,
  id: string,
  change: KeyStateChange,
): Promise<Omit<KeyRecord, 'wrapped'>> {
  allow(actor, 'key.manage');
  await readingAnew(async () => {
    const key = await deps.store.key(id);
    if (!key) throw notFound();
    allow(actor, 'key.manage', { owner: key.owner });
    await deps.store.commit(
      change.state === 'compromised' ? await compromise(deps, actor, key, change.since) : destroy(deps, actor, key),
    );
  });
  const changed = await deps.store.key(id);
  if (!changed) throw notFound();
  return withoutPrivate(changed);
}

async function compromise(deps: KeyDeps, actor: Actor, key: KeyRecord, since?: Instant): Promise<Write[]> {
  if (since === undefined || since > deps.clock()) {
    throw invalidRequest([
      { pointer: '/since', rule: 'past', message: 'say since when the key is compromised: a time not in the future' },
    ]);
  }
  const { id, compromisedSince } = key;
  if (compromisedSince !== undefined && since >= compromisedSince) {
    const known = `Key ${id} is compromised since ${rfc3339(compromisedSince)} already`;
    throw new YinzhengError('conflict', `${known}; only an earlier time says more.`);
  }
  // Without a successor the owner could not even re-sign its status lists.
  const next = key.state === 'active' ? (await successor(deps, actor, key.owner, key.algorithm)).writes : [];
  return [
    ...next,
    { write: 'key.state', id, state: key.state === 'destroyed' ? 'destroyed' : 'compromised', compromisedSince: since },
    changeOf(deps, actor, 'key.compromised', key, { since: rfc3339(since) }),
    { write: 'list.touch', list: TRUST_LIST },
  ];
}

function destroy(deps: KeyDeps, actor: Actor, key: KeyRecord): Write[] {
  if (key.state === 'destroyed') throw new YinzhengError('conflict', `Key ${key.id} is destroyed already.`);
  if (key.state === 'active') {
    throw new YinzhengError('conflict', `Key ${key.id} is active. Rotate it first, so that another takes its place.`);
  }
  return [{ write: 'key.state', id: key.id, state: 'destroyed' }, changeOf(deps, actor, 'key.destroyed', key)];
}
