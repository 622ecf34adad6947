import type { Deps } from '../core/deps.ts';
import { type Share, shareState } from '../core/share.ts';
import { type Verification, withoutLink } from '../core/verdict.ts';
import { verifyCertificate } from './by-token.ts';

/**
 * A shared copy with the verdict of this moment, which leads to no link of the holder. Undefined alike for no share, an
 * expired and a withdrawn one.
 */
export async function verifyShare(
  deps: Deps,
  code: string,
): Promise<{ readonly share: Share; readonly verification: Verification } | undefined> {
  const id = await deps.vault.idOf(code);
  const share = id === undefined ? undefined : await deps.store.share(id);
  if (!share || shareState(share, deps.clock()) !== 'open') return undefined;
  const certificate = await deps.store.certificate(share.certificate);
  return certificate && { share, verification: withoutLink(await verifyCertificate(deps, certificate)) };
}
