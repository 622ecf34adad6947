import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { finish } from './finish.ts';
import type { Outcome } from './issue.ts';

/** The client's own name for a request, and the SHA-256 of its body (base64url). */
export interface Idempotency {
  readonly key: string;
  readonly bodyHash: string;
}

/** The outcome of an earlier request with the same key, or undefined when this is the first. */
export async function replayOf(
  deps: Deps,
  { organisation }: Pick<Actor, 'organisation'>,
  idempotency: Idempotency | undefined,
): Promise<Outcome | undefined> {
  if (!idempotency) return undefined;
  const { store } = deps;
  const record = await store.idempotency(organisation, idempotency.key);
  if (!record) return undefined;
  if (record.bodyHash !== idempotency.bodyHash) {
    const message = 'This Idempotency-Key was used with another body. Take a new key for a new request.';
    return { error: new YinzhengError('idempotency_conflict', message) };
  }
  // Its first request is being signed right now, or was cut off: whoever comes finishes it.
  const prepared = await store.preparedCertificate(record.certificate);
  if (prepared) return { certificate: await finish(deps, prepared), replayed: true };
  // Asked afterwards: what is signed is no longer prepared, and never the other way round.
  const signed = await store.certificate(record.certificate);
  if (!signed) throw new Error('an idempotency record without its certificate');
  return { certificate: signed, replayed: true };
}
