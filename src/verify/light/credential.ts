/**
 * Credentials and JWTs against a trust list and status lists: the checks of the service itself, with its schemas, pinned contexts
 * and canonical form. Ten times the size of all that a seal needs, so it is a part of its own, loaded when it is asked for.
 */

import type { Verification } from '../../core/verdict.ts';
import { ownerOfDid } from '../../credential/did.ts';
import { readPresented } from '../../credential/presented.ts';
import { uncheckable } from '../checks.ts';
import { NO_SLOT, type StatusSource, slotOf } from '../status.ts';
import { verifyAgainst } from '../trust-list.ts';
import { readStatus } from './status.ts';
import type { TrustList } from './trust-list.ts';
import type { VerifyOptions } from './verify.ts';

/** RFC 8032 section 7.1, test 1: a point that every runtime takes that knows Ed25519. */
const A_KEY = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

/**
 * The verdict on a credential as JSON or parsed, or on a JWT. Bad input is a result, never an exception. A runtime without
 * Ed25519 cannot check embedded proofs, and says `cannot_check`; JWTs need ES256 alone.
 */
export async function verifyCredential(
  input: unknown,
  { trustList, timeZone, now, statusList }: VerifyOptions,
): Promise<Verification> {
  const presented = readPresented(input);
  if (presented.kind !== 'none' && !trustList) return uncheckable('there is no trust list at hand', now);
  if (presented.kind === 'embedded' && !(await knowsEd25519())) return uncheckable('Ed25519 is not known here', now);
  const { origin = 'https://invalid', entries = [], current = true } = trustList ?? {};
  const status = listStatus(trustList, statusList);
  return verifyAgainst({ origin, timeZone, entries, current, status, clock: () => now }, presented);
}

export async function knowsEd25519(): Promise<boolean> {
  try {
    await crypto.subtle.importKey('jwk', A_KEY, { name: 'Ed25519' }, false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

/** The four lists of the slot that a document names, which must be one of its own issuer's. */
export function listStatus(trustList: TrustList | undefined, statusList: VerifyOptions['statusList']): StatusSource {
  return {
    async read({ issuer, entries }) {
      const slot = trustList && slotOf(trustList.origin, entries);
      if (!slot || ownerOfDid(trustList.origin, issuer) !== slot.agency) return { known: false, detail: NO_SLOT };
      const status = await readStatus(slot, (kind) => statusList(slot, kind));
      if (!status.known) return { known: false, detail: 'a status list cannot be had' };
      const { withdrawals, asOf = Number.POSITIVE_INFINITY } = status;
      const oldest = trustList.current ? asOf : Math.min(asOf, trustList.signedAt);
      return { known: true, withdrawals, ...(Number.isFinite(oldest) && { asOf: oldest }) };
    },
    past: async () => undefined,
  };
}
