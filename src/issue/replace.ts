import type { Actor } from '../core/actor.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, YinzhengError } from '../core/errors.ts';
import { checkedReason } from '../core/lists.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import { onceEnded, type StatusListKind, type StatusMark, statusListId } from '../core/status.ts';
import { noteFaults } from '../credential/plain-text.ts';
import { readForChange, refuseRevoked } from './change-status.ts';
import { replaysOf } from './idempotency.ts';
import { type IssueRequest, issueFor, type Outcome } from './issue.ts';
import { statusList } from './publish-status.ts';

const REVOCATION_ERROR = 'revocation_error';

export interface Replacement extends IssueRequest {
  /** Public reason code, e.g. `data_error`. */
  readonly reason: string;
  /** For the record, never public. */
  readonly note?: string | undefined;
}

/**
 * Issues a corrected certificate in the name of the agency of the one that it replaces. Commit A ends the earlier one
 * and names the new one, so that there are never two in force; the new one shows once it is signed. A revocation of the
 * authority that was wrong cannot be lifted: the authority answers it with a new certificate for `revocation_error`.
 */
export async function replace(deps: Deps, actor: Actor, id: string, replacement: Replacement): Promise<Outcome> {
  const { request, reason, note, idempotency, confirmsDuplicate } = replacement;
  // 1. Read once. A repeated request finds the certificate replaced, by itself.
  const replaces = await readForChange(deps, actor, 'certificate.replace', id);
  const [replayed] = await replaysOf(deps, actor, [idempotency]);
  if (replayed) return replayed;
  const marks = await deps.store.marks(replaces);
  const isReplaced = marks.some(({ replacedBy }) => replacedBy !== undefined);
  const mistaken =
    actor.kind === 'authority' && reason === REVOCATION_ERROR && !isReplaced
      ? marks.find(({ kind }) => kind === 'authority-revocation')
      : undefined;
  if (!mistaken) refuseRevoked(marks);
  if (actor.kind !== 'authority') refuseSuspended(marks);

  // 2. Decide on plain values.
  checkedReason(reason, 'replace');
  if (reason === REVOCATION_ERROR && !mistaken) {
    throw new YinzhengError('status_conflict', 'There is no revocation of the authority to make good.');
  }
  const faults = noteFaults(note);
  if (faults.length > 0) throw invalidRequest(faults);
  const kind: StatusListKind = actor.kind === 'authority' ? 'authority-revocation' : 'agency-revocation';

  // 3. Issue; the end of the earlier certificate is part of commit A.
  const also = (newId: string): Write[] => endOf(deps, actor, replaces, { kind, reason, note, newId, mistaken });
  const [outcome] = await issueFor(deps, actor, replaces.agency, [
    { request, idempotency, confirmsDuplicate, replaces, also },
  ]);
  if (!outcome) throw new Error('an order without an outcome');
  if ('certificate' in outcome) await statusList(deps, statusListId(replaces.agency, replaces.group, kind));
  return outcome;
}

/** A new certificate is not suspended: it would lift what the authority alone may lift. */
function refuseSuspended(marks: readonly StatusMark[]): void {
  if (!marks.some(({ kind }) => kind === 'authority-suspension')) return;
  throw new YinzhengError(
    'status_conflict',
    'The authority suspended the certificate, and nobody replaces it before it is lifted.',
  );
}

interface End {
  readonly kind: StatusListKind;
  readonly reason: string;
  readonly note: string | undefined;
  readonly newId: string;
  /** The revocation that was wrong, and stays as the end of the earlier certificate. */
  readonly mistaken: StatusMark | undefined;
}

function endOf(deps: Deps, actor: Actor, replaced: Certificate, { kind, reason, note, newId, mistaken }: End): Write[] {
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
    mistaken ? { write: 'status.amend', mark: { ...mark, since: mistaken.since } } : { write: 'status.mark', mark },
    eventWrite(deps, actor, 'certificate.replaced', {
      subject: id,
      owner: agency,
      data: { number, list: kind, reason, replacedBy: newId, note },
      once: mistaken ? `replaced:${id}` : onceEnded(id),
    }),
  ];
}
