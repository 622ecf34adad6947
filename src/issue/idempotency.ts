import type { Actor } from '../core/actor.ts';
import type { PreparedCertificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { LOST_STATES } from '../core/key.ts';
import { encodeBase64url } from '../lib/base64url.ts';
import { type Bytes, sha256 } from '../lib/bytes.ts';
import { finish } from './finish.ts';
import type { Outcome } from './issue.ts';

/** The client's own name for a request, and a hash of what it asks for, base64url. */
export interface Idempotency {
  readonly key: string;
  readonly bodyHash: string;
}

/**
 * What a request stands for: its body, and which certificate it replaces. Keyed, because it is kept, and of the identity number in
 * a body so little is left to guess.
 */
export async function idempotencyOf(
  { vault }: Pick<Deps, 'vault'>,
  key: string | undefined,
  { body, replaces = '' }: { readonly body: Bytes; readonly replaces?: string },
): Promise<Idempotency | undefined> {
  if (key === undefined) return undefined;
  const bodyHash = await vault.digest(['request', replaces, encodeBase64url(await sha256(body))].join('\n'));
  return { key, bodyHash };
}

/**
 * What became of earlier requests with the same keys, for each request in their order; undefined where this is the
 * first.
 */
export async function replaysOf(
  deps: Deps,
  { organisation }: Pick<Actor, 'organisation'>,
  requests: readonly (Idempotency | undefined)[],
): Promise<(Outcome | undefined)[]> {
  const keys = requests.flatMap((request) => request?.key ?? []);
  if (keys.length === 0) return requests.map(() => undefined);
  const used = new Map((await deps.store.idempotency(organisation, keys)).map((record) => [record.key, record]));
  const same = [...used.values()].filter(({ key, bodyHash }) =>
    requests.some((request) => request?.key === key && request.bodyHash === bodyHash),
  );
  const made = await madeBefore(
    deps,
    same.map(({ certificate }) => certificate),
  );
  return requests.map((request) => {
    const record = request && used.get(request.key);
    if (!record) return undefined;
    if (record.bodyHash !== request.bodyHash) return { error: otherRequest() };
    const outcome = made.get(record.certificate);
    if (!outcome) throw new Error('an idempotency record without its certificate');
    return outcome;
  });
}

/** What became of certificates, by their ids. One that is being signed right now, or was cut off, is finished by whoever comes. */
async function madeBefore(deps: Deps, ids: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
  const { store } = deps;
  if (ids.length === 0) return new Map();
  const prepared = await store.preparedAmong(ids);
  const lost = await withLostKey(deps, prepared);
  const finished = await finish(
    deps,
    prepared.filter((one) => !lost.includes(one)),
  );
  // Asked afterwards: what is signed is no longer prepared, and never the other way round.
  const signed = await store.certificatesAmong(ids);
  return new Map<string, Outcome>([
    ...lost.map(({ id }) => [id, { error: neverSigned() }] as const),
    ...[...finished, ...signed].map((certificate) => [certificate.id, { certificate, replayed: true }] as const),
  ]);
}

/** Those that nobody can finish any more. */
async function withLostKey({ store }: Deps, prepared: readonly PreparedCertificate[]): Promise<PreparedCertificate[]> {
  const agencies = [...new Set(prepared.map(({ agency }) => agency))];
  const keys = (await Promise.all(agencies.map((agency) => store.keys(agency)))).flat();
  const lost = new Set(keys.flatMap(({ id, state }) => (LOST_STATES.includes(state) ? [id] : [])));
  return prepared.filter(({ keys }) => lost.has(keys.Ed25519) || lost.has(keys.ES256));
}

function neverSigned(): YinzhengError {
  const message =
    'Nothing was issued under this Idempotency-Key, and nothing will be: a key of the agency was compromised or destroyed ' +
    'before it signed. Issue a new certificate, with another Idempotency-Key.';
  return new YinzhengError('conflict', message);
}

function otherRequest(): YinzhengError {
  const message = 'This Idempotency-Key was used for another request. Take a new key for a new request.';
  return new YinzhengError('idempotency_conflict', message);
}
