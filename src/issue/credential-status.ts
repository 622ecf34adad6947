/** The status of credentials that were signed as they were given: W3C VCALM section 3.2.3. */
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { notFound, YinzhengError } from '../core/errors.ts';
import { checkedReason } from '../core/lists.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';
import { parseStatusListId, type SlotHolder, type StatusPurpose, statusListId } from '../core/status.ts';
import { statusListUrl } from '../credential/status-list.ts';
import { commitStatus } from './change-status.ts';
import { refused } from './choose-key.ts';
import { statusList } from './publish-status.ts';

export interface CredentialStatusChange {
  readonly credentialId?: string | undefined;
  readonly purpose: StatusPurpose;
  /** The entry itself, for a credential without an id. */
  readonly entry?: { readonly list: string; readonly index: number } | undefined;
  /** Whether the bit is to be set. */
  readonly set: boolean;
  /** Public reason code. */
  readonly reason?: string | undefined;
}

const DEFAULT_REASON: Readonly<Record<StatusPurpose, string>> = {
  revocation: 'holder_request',
  suspension: 'under_investigation',
};

/**
 * Sets or clears the bit of a credential of the actor's agency, and publishes the list. Setting what is set changes
 * nothing. Revoked is final: throws `status_conflict`. `not_found` alike for none and for one of another agency.
 */
export async function changeCredentialStatus(deps: Deps, actor: Actor, change: CredentialStatusChange): Promise<void> {
  // 1. Read once.
  allow(actor, 'credential.status', { owner: actor.organisation });
  const holder = await holderOf(deps, actor, change);
  const kind = `agency-${change.purpose}` as const;
  const marks = await deps.store.marks(holder);
  const existing = marks.find((mark) => mark.kind === kind);

  // 2. Decide on plain values.
  if ((existing !== undefined) === change.set) return;
  if (!change.set && change.purpose === 'revocation') {
    throw new YinzhengError('status_conflict', 'The credential is revoked, which is final.');
  }
  const reason = checkedReason(
    change.reason ?? DEFAULT_REASON[change.purpose],
    change.purpose === 'revocation' ? 'revoke' : 'suspend',
  );
  const { agency, group, index, issuedAt } = holder;
  const subject = `${agency}/${group}/${index}`;
  const mark = {
    agency,
    group,
    index,
    kind,
    certificate: subject,
    since: deps.clock(),
    reason: reason.code,
    effect: reason.effect,
  };

  // 3. Commit, then publish, so that the list says so before we do.
  await commitStatus(deps, [
    change.set ? { write: 'status.mark', mark } : { write: 'status.clear', slot: holder, kind, at: deps.clock() },
    eventWrite(deps, actor, 'credential.status', {
      subject,
      owner: agency,
      data: { list: kind, set: change.set, reason: reason.code, issuedAt },
    }),
  ]);
  await statusList(deps, statusListId(agency, group, kind));
}

async function holderOf(
  { store, settings }: Deps,
  actor: Actor,
  { credentialId, entry }: CredentialStatusChange,
): Promise<SlotHolder> {
  if (entry) {
    const prefix = statusListUrl(settings.origin, '');
    const list = entry.list.startsWith(prefix) ? parseStatusListId(entry.list.slice(prefix.length)) : undefined;
    const found = list?.agency === actor.organisation && (await store.slotHolder({ ...list, index: entry.index }));
    if (!found || (credentialId !== undefined && found.credential !== credentialId)) throw notFound();
    return found;
  }
  if (credentialId === undefined) throw refused('/credentialId', 'required', 'is required');
  const [newest] = await store.slotsOfCredential(actor.organisation, credentialId);
  if (!newest) throw notFound();
  return newest;
}
