import type { Deps } from '../core/deps.ts';
import { didDocument, ownerDid } from '../credential/did.ts';

/** The did:web document of the authority or an agency, or undefined when there is no such owner. */
export async function didDocumentOf(
  { store, settings }: Pick<Deps, 'store' | 'settings'>,
  owner: string,
): Promise<Record<string, unknown> | undefined> {
  const keys = await store.keys(owner);
  return keys.length === 0 ? undefined : didDocument(ownerDid(settings.origin, owner), keys);
}
