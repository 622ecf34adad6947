/**
 * `yinzheng/verify`: verifying the code on a certificate against a signed trust list and signed status lists, in browsers,
 * Node and workers. No packages, no network and no clock of its own: the caller brings the lists and the time.
 */
import type { StatusListKind, StatusSlot } from '../../core/status.ts';
import type { Verification } from '../../core/verdict.ts';
import { checkSeal, conclude, type SealCheck } from './flow.ts';
import { openStatusList, readStatus, type StatusList } from './status.ts';
import { openTrustList } from './trust-list.ts';

export interface VerifyOptions extends SealCheck {
  /** One status list of a slot, by `openStatusList`. Where it rejects, the status is unknown, and that is never `valid`. */
  statusList(slot: StatusSlot, kind: StatusListKind): Promise<StatusList>;
}

/**
 * The verdict on the text of a QR code. Bad input is a result, never an exception. For two steps, as a page takes them
 * that shows the signature before the status, call `checkSeal`, `readStatus` and `conclude`.
 */
export async function verifySeal(text: string, { statusList, ...check }: VerifyOptions): Promise<Verification> {
  const judgement = await checkSeal(text, check);
  const { slot } = judgement;
  if (!slot) return judgement.verification;
  return conclude(judgement, await readStatus(slot, (kind) => statusList(slot, kind)));
}

export { checkSeal, conclude, openStatusList, openTrustList, readStatus };
