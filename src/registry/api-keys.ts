import type { Actor, ApiKey, OrganisationKind, Role } from '../core/actor.ts';
import { DAY } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { uuidv7 } from '../core/ids.ts';
import { eventWrite, SYSTEM } from '../core/record-event.ts';
import { decodeBase64url, encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, sha256 } from '../lib/bytes.ts';
import { textFaults } from './agencies.ts';

export interface ApiKeyInput {
  readonly kind: OrganisationKind;
  readonly organisation: string;
  /** Of the authority: the province where the power ends. */
  readonly region?: string | undefined;
  readonly roles: readonly Role[];
  /** The person who will use it. */
  readonly person: string;
  /** Days until it expires, at most `MOST_DAYS`. */
  readonly days: number;
  /** Who gives it out; the service of itself unless told. */
  readonly by?: By;
}

type By = Pick<Actor, 'person' | 'organisation'>;

/** Ten years. */
export const MOST_DAYS = 3_650;

/** Lets scanners recognise a key that leaked into a repository or a log. */
const PREFIX = 'yz_';
const LENGTH = 32;

type KeyDeps = Pick<Deps, 'store' | 'clock' | 'random'>;

/**
 * Makes an API key of 32 random bytes, or keeps those of a key that was made elsewhere. It is in the answer and nowhere
 * else: only its SHA-256 is kept. Throws `invalid_request` for a name of a person that must not be on record.
 */
export async function createApiKey(
  deps: KeyDeps,
  { days, region, by = SYSTEM, ...input }: ApiKeyInput,
  secret = deps.random(LENGTH),
): Promise<{ readonly key: string; readonly record: ApiKey }> {
  const faults = textFaults(input.person, '/person');
  if (!(days <= MOST_DAYS)) {
    faults.push({ pointer: '/days', rule: 'maximum', message: `must be at most ${MOST_DAYS}` });
  }
  if (faults.length > 0) throw invalidRequest(faults);
  const now = deps.clock();
  const record: ApiKey = {
    ...input,
    roles: [...new Set(input.roles)],
    ...(region !== undefined && { region }),
    id: uuidv7(deps.clock, deps.random),
    hash: encodeBase64url(await sha256(secret)),
    createdAt: now,
    expiresAt: now + days * DAY,
  };
  const { id, organisation, roles, person } = record;
  await deps.store.commit([
    { write: 'apikey.add', apiKey: record },
    eventWrite(deps, by, 'apikey.created', { subject: id, owner: organisation, data: { roles, person, region } }),
  ]);
  return { key: PREFIX + encodeBase64url(secret), record };
}

/** Ends a key at once. */
export async function revokeApiKey(
  deps: KeyDeps,
  { id, organisation }: Pick<ApiKey, 'id' | 'organisation'>,
  by: By = SYSTEM,
): Promise<void> {
  await deps.store.commit([
    { write: 'apikey.revoke', id, at: deps.clock() },
    eventWrite(deps, by, 'apikey.revoked', { subject: id, owner: organisation }),
  ]);
}

/**
 * Who holds this key, with the vault open that nearly everybody needs who has one. Throws `unauthenticated`, with the same
 * words for an unknown, expired or revoked one.
 */
export async function authenticate(
  { store, clock, vault }: Pick<Deps, 'store' | 'clock' | 'vault'>,
  key: string,
): Promise<Actor> {
  const secret = secretOf(key);
  const hash = secret && encodeBase64url(await sha256(secret));
  const [record] = hash === undefined ? [] : await Promise.all([store.apiKey(hash), vault.foresee?.()]);
  if (!record || record.revokedAt !== undefined || record.expiresAt <= clock()) {
    throw new YinzhengError('unauthenticated', 'This API key is not good: unknown, expired or revoked.');
  }
  const { id, kind, organisation, region, roles, person } = record;
  return { kind, organisation, ...(region !== undefined && { region }), roles, person, key: id };
}

/** The 32 bytes of an API key, or undefined for text that is none. */
export function secretOf(key: string): Bytes | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  try {
    const secret = decodeBase64url(key.slice(PREFIX.length));
    return secret.length === LENGTH ? secret : undefined;
  } catch {
    return undefined;
  }
}
