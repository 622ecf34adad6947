import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';

/** Resolves when the authority has an active key and it opens. */
export async function signerReady({ store, signer }: Pick<Deps, 'store' | 'signer'>): Promise<void> {
  const key = (await store.keys(AUTHORITY)).find(({ state }) => state === 'active');
  if (key === undefined) throw new YinzhengError('key_unavailable', 'the authority has no active key');
  await signer.open(key);
}
