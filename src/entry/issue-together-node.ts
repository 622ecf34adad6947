/** Requests for one certificate each that come at the same time are issued in one call: they share look-ups and commits. */
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { type IssueOne, type IssueRequest, issue, issueOne, type Outcome } from '../issue/issue.ts';

/** Calls for one API key at a time: while threads sign for one, the other is decided or kept. */
const CALLS = 2;
const MOST_TOGETHER = 64;
/** So few are not worth two calls. */
const FEW = 8;

interface Waiting {
  readonly deps: Deps;
  readonly actor: Actor;
  readonly request: IssueRequest;
  resolve(outcome: Outcome | Promise<Outcome>): void;
  reject(error: unknown): void;
}

/** Those who wait with one API key. */
interface Line {
  waiting: Waiting[];
  calls: number;
  /** Requests of those calls. */
  asked: number;
}

export function issueTogether(): IssueOne {
  const lines = new Map<string, Line>();

  async function call(key: string, line: Line): Promise<void> {
    const together = takeFrom(line);
    line.asked += together.length;
    if (together.length > 0) await issueAll(together);
    line.asked -= together.length;
    line.calls--;
    if (line.waiting.length > 0) begin(key, line);
    else if (line.calls === 0) lines.delete(key);
  }

  function begin(key: string, line: Line): void {
    if (line.calls >= CALLS) return;
    line.calls++;
    // After all requests that have come by now were read.
    setImmediate(call, key, line);
  }

  return (deps, actor, request) =>
    new Promise((resolve, reject) => {
      const line = lines.get(actor.key) ?? { waiting: [], calls: 0, asked: 0 };
      lines.set(actor.key, line);
      line.waiting.push({ deps, actor, request, resolve, reject });
      begin(actor.key, line);
    });
}

/** Half of all that are asked for: were one call to take nearly all, threads would wait while it is kept, and it while they sign. */
function shareOf({ waiting, asked }: Line): number {
  return Math.min(Math.max(Math.ceil((waiting.length + asked) / CALLS), FEW), MOST_TOGETHER);
}

/** The next of a line. Of two with the same Idempotency-Key the later waits, to be answered as a repetition. */
function takeFrom(line: Line): Waiting[] {
  const keys = new Set<string>();
  const most = shareOf(line);
  const [taken, left]: [Waiting[], Waiting[]] = [[], []];
  for (const one of line.waiting) {
    const key = one.request.idempotency?.key;
    const fits = taken.length < most && (key === undefined || !keys.has(key));
    (fits ? taken : left).push(one);
    if (key !== undefined) keys.add(key);
  }
  line.waiting = left;
  return taken;
}

async function issueAll(together: readonly Waiting[]): Promise<void> {
  const [first] = together;
  if (!first) return;
  try {
    const requests = together.map(({ request }) => request);
    const outcomes = await issue(first.deps, first.actor, requests);
    for (const [n, outcome] of outcomes.entries()) together[n]?.resolve(outcome);
  } catch (error) {
    const alone = error instanceof YinzhengError && error.code === 'conflict' && together.length > 1;
    for (const { deps, actor, request, resolve, reject } of together) {
      // Nothing was kept, because of one of them: each may try for itself.
      if (alone) resolve(issueOne(deps, actor, request));
      else reject(error);
    }
  }
}
