/** Copies of a certificate for somebody, for a purpose, that end by themselves. */
import type { Actor } from '../core/actor.ts';
import { DAY } from '../core/calendar.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound, type Violation, YinzhengError } from '../core/errors.ts';
import { checkName, normaliseName } from '../core/identity.ts';
import { uuidv7 } from '../core/ids.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';
import { recordReads } from '../core/record-read.ts';
import { type Share, shareState } from '../core/share.ts';
import { holdsIdentityNumber } from '../credential/plain-text.ts';

export interface ShareInput {
  /** For whom. */
  readonly recipient: string;
  /** What for. */
  readonly purpose: string;
  /** Ends after so many days. */
  readonly days: number;
}

/** Of one certificate at one time, so that whoever has its link cannot fill the register. */
export const MOST_OPEN = 20;
/** How many are looked at to count the open ones, and shown in a list. */
const SEEN = 200;

type ShareDeps = Pick<Deps, 'store' | 'vault' | 'clock' | 'random' | 'log' | 'settings'>;
type By = Pick<Actor, 'person' | 'organisation'>;

/** Who makes it: an agency's person, or whoever has the certificate's own link, which is the holder's. */
export const HOLDER: By = { person: 'holder', organisation: 'holder' };

/** A share with its link, which opens it without a key. */
export interface Shared {
  readonly share: Share;
  readonly url: string;
}

export async function shareForHolder(deps: ShareDeps, actor: Actor, id: string, input: ShareInput): Promise<Shared> {
  return add(deps, actor, await ownCertificate(deps, actor, id), input);
}

/** Throws `not_found` for a token that opens nothing. */
export async function shareAsHolder(deps: ShareDeps, token: string, input: ShareInput): Promise<Shared> {
  return add(deps, HOLDER, await heldCertificate(deps, token), input);
}

/** Newest first. Only for those who may share: it is the holder's matter to whom they show it. */
export async function listShares(deps: ShareDeps, actor: Actor, id: string): Promise<Shared[]> {
  const certificate = await ownCertificate(deps, actor, id);
  const shares = await deps.store.shares(certificate.id, SEEN);
  await recordReads(deps, actor, [
    { subject: id, owner: certificate.agency, data: { what: 'shares', shares: shares.length } },
  ]);
  return Promise.all(shares.map((share) => withLink(deps, share)));
}

export async function withdrawForHolder(deps: ShareDeps, actor: Actor, id: string): Promise<Shared> {
  allow(actor, 'certificate.share');
  const share = await deps.store.share(id);
  if (!share) throw notFound();
  const { certificate: subject, agency: owner, withdrawnAt } = share;
  allow(actor, 'certificate.share', { owner });
  // What is withdrawn already is only looked at.
  if (withdrawnAt !== undefined) {
    await recordReads(deps, actor, [{ subject, owner, data: { what: 'shares', shares: 1 } }]);
  }
  return end(deps, actor, share);
}

/** Takes the certificate's link and the share's id: who was shown a copy has neither, who made it has both. */
export async function withdrawAsHolder(deps: ShareDeps, token: string, id: string): Promise<Shared> {
  const certificate = await heldCertificate(deps, token);
  const share = await deps.store.share(id);
  if (share?.certificate !== certificate.id) throw notFound();
  return end(deps, HOLDER, share);
}

async function add(deps: ShareDeps, by: By, { id: certificate, agency }: Certificate, input: ShareInput) {
  const now = deps.clock();
  const [recipient, purpose] = [normaliseName(input.recipient), normaliseName(input.purpose)];
  const faults = [...textFaults('/recipient', recipient), ...textFaults('/purpose', purpose)];
  if (faults.length > 0) throw invalidRequest(faults);
  const open = (await deps.store.shares(certificate, SEEN)).filter((share) => shareState(share, now) === 'open');
  if (open.length >= MOST_OPEN) {
    throw new YinzhengError('conflict', `There are ${MOST_OPEN} open copies already. Withdraw one first.`);
  }
  const id = uuidv7(deps.clock, deps.random);
  const share: Share = {
    id,
    certificate,
    agency,
    recipient,
    purpose,
    createdAt: now,
    expiresAt: now + input.days * DAY,
  };
  await deps.store.commit([
    { write: 'share.add', share },
    eventWrite(deps, by, 'share.created', {
      subject: certificate,
      owner: agency,
      data: { share: id, days: input.days },
    }),
  ]);
  return withLink(deps, share);
}

async function end(deps: ShareDeps, by: By, share: Share): Promise<Shared> {
  const at = deps.clock();
  if (share.withdrawnAt !== undefined) return withLink(deps, share);
  await deps.store.commit([
    { write: 'share.withdraw', id: share.id, at },
    eventWrite(deps, by, 'share.withdrawn', {
      subject: share.certificate,
      owner: share.agency,
      data: { share: share.id },
    }),
  ]);
  return withLink(deps, { ...share, withdrawnAt: at });
}

/** Throws `not_found` alike for none and for one of another agency. */
export async function ownCertificate({ store }: ShareDeps, actor: Actor, id: string): Promise<Certificate> {
  allow(actor, 'certificate.share');
  const certificate = await store.certificate(id);
  if (!certificate) throw notFound();
  allow(actor, 'certificate.share', { owner: certificate.agency });
  return certificate;
}

/** Whoever has the link of a certificate is its holder. */
export async function heldCertificate({ store, vault }: ShareDeps, token: string): Promise<Certificate> {
  const id = await vault.idOf(token);
  const certificate = id === undefined ? undefined : await store.certificate(id);
  if (!certificate) throw notFound();
  return certificate;
}

/** The share's id under the same keyed permutation as a certificate's: nothing to guess, and nothing more to store. */
async function withLink({ vault, settings }: ShareDeps, share: Share): Promise<Shared> {
  return { share, url: `${settings.origin}/s/${await vault.tokenOf(share.id)}` };
}

function textFaults(pointer: string, text: string): Violation[] {
  const fault = holdsIdentityNumber(text) ? 'must not hold an identity number' : checkName(text);
  return fault === undefined ? [] : [{ pointer, rule: 'text', message: fault }];
}
