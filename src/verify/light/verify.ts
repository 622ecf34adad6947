/**
 * `yinzheng/verify`: verifying certificates against a signed trust list and signed status lists, in browsers, Node and workers.
 * No network and no clock of its own: the caller brings the lists and the time. `docs/verify-module.md` has examples.
 */
import type { StatusListKind, StatusSlot } from '../../core/status.ts';
import { statusListId } from '../../core/status.ts';
import type { Check, Verification, VerifiedCertificate } from '../../core/verdict.ts';
import { checkSeal, conclude, type Judgement, type SealCheck } from './flow.ts';
import { openStatusList, readStatus, type StatusList } from './status.ts';
import { openTrustList, type TrustList, type TrustListOptions } from './trust-list.ts';

export interface VerifyOptions extends SealCheck {
  /** One status list of a slot, by `openStatusList`. Where it rejects, the status is unknown, and that is never `valid`. */
  statusList(slot: StatusSlot, kind: StatusListKind): Promise<StatusList>;
}

/**
 * The verdict on whatever people hand in: the text of a QR code, a credential as JSON or parsed, a JWT or an SD-JWT. Bad input is a
 * result, never an exception. What only credentials and JWTs need is loaded with the first of them.
 */
export async function verify(input: unknown, options: VerifyOptions): Promise<Verification> {
  if (typeof input === 'string' && !isCredential(input)) return verifySeal(input, options);
  const { verifyCredential } = await import('./credential.ts');
  return verifyCredential(input, options);
}

/** Whether a text is taken for a credential, JWT or SD-JWT, and not for the text of a QR code. Says nothing of its being genuine. */
export function isCredential(text: string): boolean {
  return /^\s*(?:\{|data:|[\w-]+\.[\w-]+\.[\w-]*(?:~[\w.~-]*)?\s*$)/.test(text);
}

/**
 * The verdict on the text of a QR code. For two steps, as a page takes them that shows the signature before the status, call
 * `checkSeal`, `readStatus` and `conclude`.
 */
export async function verifySeal(text: string, { statusList, ...check }: VerifyOptions): Promise<Verification> {
  const judgement = await checkSeal(text, check);
  const { slot } = judgement;
  if (!slot) return judgement.verification;
  return conclude(judgement, await readStatus(slot, (kind) => statusList(slot, kind)));
}

export type {
  Check,
  Judgement,
  SealCheck,
  StatusList,
  StatusListKind,
  StatusSlot,
  TrustList,
  TrustListOptions,
  Verification,
  VerifiedCertificate,
};
export { checkSeal, conclude, openStatusList, openTrustList, readStatus, statusListId };
