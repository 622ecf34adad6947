import type { Certificate, PreparedCertificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError } from '../core/errors.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite, SYSTEM } from '../core/record-event.ts';
import { type Register, secure } from './secure.ts';

/**
 * Signs what was prepared, checks it as a stranger would, and commits it. The one way to a signature, for the first try
 * and for recovery: the bytes, and with them every Ed25519 signature, are the same each time, and whoever commits first
 * wins. Throws `key_unavailable` when a key was compromised or destroyed meanwhile; all of them then stay prepared.
 * `register`: for whoever has just read what signing asks for.
 */
export async function finish(
  deps: Deps,
  prepared: readonly PreparedCertificate[],
  register: Register = deps.store,
): Promise<Certificate[]> {
  if (prepared.length === 0) return [];
  const securings = await secure(deps, prepared, register);
  const signedAt = deps.clock();
  const signed = prepared.map((one, n): Certificate => {
    const securing = securings[n];
    if (!securing) throw new Error('a certificate without its signatures');
    return { ...one, securing, signedAt };
  });
  return keep(deps, signed);
}

/** Commit B. Where others were faster, theirs are the certificates, and the rest is kept one by one. */
async function keep(deps: Deps, signed: readonly Certificate[]): Promise<Certificate[]> {
  try {
    await deps.store.commit(writesOf(deps, signed));
    return [...signed];
  } catch (error) {
    if (!(error instanceof UniqueKeyError)) throw error;
    const [only] = signed;
    if (!only) throw error;
    if (signed.length > 1) {
      const kept: Certificate[] = [];
      for (const one of signed) kept.push(...(await keep(deps, [one])));
      return kept;
    }
    const winner = await deps.store.certificate(only.id);
    if (!winner) throw error;
    return [winner];
  }
}

/** Kind after kind, as in commit A. */
function writesOf(deps: Deps, signed: readonly Certificate[]): Write[] {
  return [
    ...signed.map((certificate): Write => {
      const { securing, signedAt: at } = certificate;
      return { write: 'certificate.sign', certificate, securing, at };
    }),
    // Only once: the signatures beside it would be taken.
    ...signed.map(({ id, agency, number }) =>
      eventWrite(deps, SYSTEM, 'certificate.signed', { subject: id, owner: agency, data: { number } }),
    ),
  ];
}
