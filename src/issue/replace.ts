import type { Actor } from '../core/actor.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, notFound } from '../core/errors.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { type StatusListKind, type StatusMark, statusListId } from '../core/status.ts';
import { checkedReason, noteFaults, readForChange, refuseRevoked } from './change-status.ts';
import { replaysOf } from './idempotency.ts';
import { type IssueRequest, issueFor, type Outcome } from './issue.ts';
import { statusList } from './publish-status.ts';

export interface Replacement extends IssueRequest {
  /** Public reason code, e.g. `data_error`. */
  readonly reason: string;
  /** For the record, never public. */
  readonly note?: string | undefined;
}

/**
 * Issues a corrected certificate in the name of the agency of the one that it replaces. Commit A ends the earlier one
 * and names the new one, so that there are never two in force; the new one shows once it is signed.
 */
export async function replace(deps: Deps, actor: Actor, id: string, replacement: Replacement): Promise<Outcome> {
  const { request, reason, note, idempotency } = replacement;
  // 1. Read once. A repeated request finds the certificate replaced, by itself.
  const replaces = await readForChange(deps, actor, 'certificate.replace', id);
  const [replayed] = await replaysOf(deps, actor, [idempotency]);
  if (replayed) return replayed;
  refuseRevoked(await deps.store.marks(replaces));
  const agency = await deps.store.agency(replaces.agency);
  if (!agency) throw notFound();

  // 2. Decide on plain values.
  checkedReason(reason, 'replace');
  const faults = noteFaults(note);
  if (faults.length > 0) throw invalidRequest(faults);
  const kind: StatusListKind = actor.kind === 'authority' ? 'authority-revocation' : 'agency-revocation';

  // 3. Issue; the end of the earlier certificate is part of commit A.
  const also = (newId: string): Write[] => endOf(deps, actor, replaces, { kind, reason, note, newId });
  const [outcome] = await issueFor(deps, actor, agency, [{ request, idempotency, replaces, also }]);
  if (!outcome) throw new Error('an order without an outcome');
  if ('certificate' in outcome) await statusList(deps, statusListId(replaces.agency, replaces.group, kind));
  return outcome;
}

interface End {
  readonly kind: StatusListKind;
  readonly reason: string;
  readonly note: string | undefined;
  readonly newId: string;
}

function endOf(deps: Deps, actor: Actor, replaced: Certificate, { kind, reason, note, newId }: End): Write[] {
  const { id, number, agency, group, index } = replaced;
  const mark: StatusMark = {
    agency,
    group,
    index,
    kind,
    certificate: id,
    since: deps.clock(),
    reason,
    effect: 'none',
    replacedBy: newId,
  };
  return [
    { write: 'status.mark', mark },
    eventWrite(deps, actor, 'certificate.replaced', {
      subject: id,
      owner: agency,
      data: { number, list: kind, reason, replacedBy: newId, note },
      once: `replaced:${id}`,
    }),
  ];
}
