import type { Certificate, PreparedCertificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError } from '../core/errors.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite, SYSTEM } from '../core/record-event.ts';
import { secure } from './secure.ts';

/**
 * Signs what was prepared, checks it as a stranger would, and commits it. The one way to a signature, for the first try
 * and for recovery: the bytes, and with them every Ed25519 signature, are the same each time, and whoever commits first
 * wins. Throws `key_unavailable` when a key was compromised or destroyed meanwhile; all of them then stay prepared.
 */
export async function finish(deps: Deps, prepared: readonly PreparedCertificate[]): Promise<Certificate[]> {
  if (prepared.length === 0) return [];
  const securings = await secure(deps, prepared);
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
    await deps.store.commit(signed.flatMap((one) => writesOf(deps, one)));
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

function writesOf(deps: Deps, certificate: Certificate): Write[] {
  const { id, agency, number, securing, signedAt } = certificate;
  return [
    { write: 'certificate.sign', certificate, securing, at: signedAt },
    // Only once: the signatures beside it would be taken.
    eventWrite(deps, SYSTEM, 'certificate.signed', { subject: id, owner: agency, data: { number } }),
  ];
}
