import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';

/**
 * Erases the identity of a certificate's holder within its agency: number, look-up index and commitment salt, and the keys
 * of their wallets. Every certificate of theirs goes on verifying; nobody can find them by identity or open a commitment
 * any more, and what a wallet waits for is not signed. Final. Throws `not_found` alike for no certificate and for one of another
 * agency.
 */
export async function eraseHolder(deps: Deps, actor: Actor, id: string): Promise<void> {
  allow(actor, 'holder.erase');
  const certificate = await deps.store.certificate(id);
  if (!certificate) throw notFound();
  const { person, agency } = certificate;
  allow(actor, 'holder.erase', { owner: agency });
  await deps.store.commit([
    { write: 'person.erase', id: person },
    eventWrite(deps, actor, 'person.erased', { subject: person, owner: agency }),
  ]);
}
