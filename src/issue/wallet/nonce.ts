/** Nonces for key proofs (OpenID4VCI 1.0 section 7): sealed, so that nothing is stored until one is used. */
import type { Deps } from '../../core/deps.ts';
import type { Write } from '../../core/ports.ts';
import { WalletError } from '../../core/wallet.ts';
import { encodeBase64url } from '../../lib/base64url.ts';
import { fromUtf8, sha256, utf8 } from '../../lib/bytes.ts';

const CONTEXT = 'wallet-nonce';
const GOOD_MS = 300_000;

export function newNonce({ vault, clock }: Pick<Deps, 'vault' | 'clock'>): Promise<string> {
  return vault.sealFile(utf8(String(clock() + GOOD_MS)), CONTEXT);
}

/** The write that uses a nonce up. Throws `WalletError` `invalid_nonce` for one that is not ours, or too old. */
export async function useNonce(deps: Pick<Deps, 'vault' | 'clock'>, nonce: string): Promise<Write> {
  const expiresAt = await endOf(deps, nonce);
  if (deps.clock() >= expiresAt) {
    throw new WalletError('invalid_nonce', 'the nonce is not ours or has expired; ask for a new one');
  }
  return { write: 'wallet.nonce', hash: encodeBase64url(await sha256(utf8(nonce))), expiresAt };
}

/** Long ago for what we did not seal. */
async function endOf({ vault }: Pick<Deps, 'vault'>, nonce: string): Promise<number> {
  try {
    return Number(fromUtf8(await vault.openFile(nonce, CONTEXT)));
  } catch {
    return 0;
  }
}
