import type { Actor } from '../../core/actor.ts';
import { DAY } from '../../core/calendar.ts';
import type { Deps } from '../../core/deps.ts';
import { type Allowance, allowances, overspent } from '../../core/employer.ts';
import { invalidRequest, isPassing, notFound, UniqueKeyError, YinzhengError } from '../../core/errors.ts';
import { uuidv7 } from '../../core/ids.ts';
import { jobWrite } from '../../core/jobs.ts';
import { allPurposes, purpose as knownPurpose } from '../../core/lists.ts';
import { allow } from '../../core/policy.ts';
import { eventWrite } from '../../core/record-event.ts';
import type { Received, SubmittedRow, VerificationFile, VerificationState } from '../../core/verification.ts';
import { runningSha256 } from '../../lib/running-sha256-node.ts';
import { type SubmittedFile, submittedRows } from './rows.ts';
import { RUN_VERIFICATION } from './run.ts';
import { sealPart } from './sealed.ts';

/** Rows that are worked on and kept together: on a busy machine too that is well within a lease. */
const PART_ROWS = 100;
/** Characters after which a part ends, so that one stays well within what any engine takes as one value. */
const PART_LENGTH = 512 * 1024;
/** What did not arrive whole, or came to no end, is removed after that time. */
const RECEIVING_MS = 3_600_000;
const WORKING_MS = 2 * DAY;

export interface FileRequest extends SubmittedFile {
  readonly purpose: string;
  /** The client's own name for it. */
  readonly requestKey?: string | undefined;
}

export interface Requested {
  readonly file: VerificationState;
  /** An equal request had made it already. */
  readonly replayed: boolean;
}

/**
 * Takes a file to verify: its rows are encrypted and kept as they come, and a job begins when all of it is there. Throws
 * `rate_limited` beyond the limits of an employer, `invalid_request` for an unknown purpose or a file of other columns,
 * `idempotency_conflict` for a key that another file has, and `TableError` for a file that cannot be read; then nothing
 * of it is kept.
 */
export async function requestVerification(
  deps: Deps,
  actor: Actor,
  { purpose, requestKey, ...sent }: FileRequest,
): Promise<Requested> {
  const { store, clock, random } = deps;
  // 1. May they, why, and is there anything left of what they may?
  allow(actor, 'verification.request');
  if (!knownPurpose(purpose)) throw unknownPurpose();
  const limits = await limitsOf(deps, actor);
  const guessed = limits && (await store.spent(limits.unmatched)) >= limits.unmatched.limit;
  const noLookups = guessed ? overspent(limits.unmatched, clock()) : undefined;

  // 2. The rows, part by part, as they come.
  const owner = actor.organisation;
  const now = clock();
  const id = uuidv7(clock, random);
  const file: VerificationFile = {
    id,
    owner,
    person: actor.person,
    purpose,
    createdAt: now,
    expiresAt: now + RECEIVING_MS,
  };
  await store.commit([{ write: 'verification.add', file }]);
  let received: Received | undefined;
  try {
    received = await receive(deps, file, sent, noLookups);
    const earlier = await requestedBefore(deps, owner, requestKey);
    if (earlier) {
      await forget(deps, id);
      return { file: sameFile(earlier, purpose, received), replayed: true };
    }
    // 3. They count from here on, also if what follows fails.
    if (limits && !(await store.spend(limits.rows, received.rows))) throw overspent(limits.rows, clock());
    // 4. All of it is there.
    const data = { purpose, format: received.format, rows: received.rows, key: actor.key };
    await store.commit([
      { write: 'verification.receive', id, received, requestKey, expiresAt: clock() + WORKING_MS },
      jobWrite(deps, { kind: RUN_VERIFICATION, owner, id }),
      eventWrite(deps, actor, 'verification.requested', { subject: id, owner, data }),
    ]);
  } catch (error) {
    await forget(deps, id);
    // A rival with the same key was faster, and may have spent the last of the day.
    const lost = error instanceof UniqueKeyError || (error instanceof YinzhengError && error.code === 'rate_limited');
    const earlier = lost ? await requestedBefore(deps, owner, requestKey) : undefined;
    if (!earlier || !received) throw error;
    return { file: sameFile(earlier, purpose, received), replayed: true };
  }
  const made = await store.verification(id);
  if (!made) throw notFound();
  return { file: made, replayed: false };
}

async function requestedBefore({ store }: Deps, owner: string, requestKey: string | undefined) {
  return requestKey === undefined ? undefined : store.verificationByRequest(owner, requestKey);
}

function sameFile(earlier: VerificationState, purpose: string, { sha256 }: Received): VerificationState {
  if (earlier.purpose === purpose && earlier.received?.sha256 === sha256) return earlier;
  const message = 'This Idempotency-Key was used with another file or purpose. Take a new key for a new request.';
  throw new YinzhengError('idempotency_conflict', message);
}

async function limitsOf(
  { store, clock, settings }: Deps,
  actor: Actor,
): Promise<Record<'rows' | 'unmatched', Allowance> | undefined> {
  const employer = actor.kind === 'employer' ? await store.employer(actor.organisation) : undefined;
  return employer && allowances(employer, clock(), settings.timeZone);
}

/** What cannot be removed now is removed when its time is over. */
async function forget({ store }: Deps, id: string): Promise<void> {
  try {
    await store.commit([{ write: 'verification.erase', id, what: 'all' }]);
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
}

/** Keeps the rows in parts. `noLookups` is thrown at the first row with a number and a name. */
async function receive(
  { store, vault }: Deps,
  { id: verification, owner }: VerificationFile,
  { format, bytes, charset }: SubmittedFile,
  noLookups: Error | undefined,
): Promise<Received> {
  const hash = runningSha256();
  let length = 0;
  const counted = async function* () {
    for await (const piece of bytes) {
      hash.update(piece);
      length += piece.byteLength;
      yield piece;
    }
  };
  let [rows, parts, readable] = [0, 0, 0];
  for await (const some of inParts(submittedRows({ format, bytes: counted(), charset }))) {
    if (noLookups && some.some((row) => 'number' in row)) throw noLookups;
    const sealed = await sealPart(vault, { verification, part: parts }, 'rows', some);
    await store.commit([{ write: 'verification.part', part: { verification, part: parts, owner, rows: sealed } }]);
    rows += some.length;
    readable += some.filter((row) => !('fault' in row)).length;
    parts++;
  }
  if (readable === 0) throw noColumns();
  return { format, bytes: length, sha256: hash.hex(), rows, parts };
}

async function* inParts(rows: AsyncIterable<SubmittedRow>): AsyncGenerator<SubmittedRow[]> {
  let some: SubmittedRow[] = [];
  let length = 0;
  for await (const row of rows) {
    some.push(row);
    length += JSON.stringify(row).length;
    if (some.length < PART_ROWS && length < PART_LENGTH) continue;
    yield some;
    some = [];
    length = 0;
  }
  if (some.length > 0) yield some;
}

function unknownPurpose(): Error {
  const message = `must be one of ${allPurposes()
    .map(({ code }) => code)
    .join(', ')}`;
  return invalidRequest([{ pointer: '/query/purpose', rule: 'known', message }]);
}

function noColumns(): Error {
  const message =
    'no row has a certificate: name a column "credential" (二维码, 证书) with credentials, JWTs or texts of QR codes, or two ' +
    'columns "number" (证书编号) and "name" (姓名)';
  return invalidRequest([{ pointer: '', rule: 'columns', message }]);
}
