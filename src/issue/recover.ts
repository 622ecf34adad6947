import type { Instant } from '../core/calendar.ts';
import type { PreparedCertificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { reasonOf, whereOf } from '../core/errors.ts';
import type { Duty } from '../core/jobs.ts';
import { finishLeft } from './finish-left.ts';

const PAGE = 100;
/** What is older is not being signed by anybody: whoever prepared it is dead. */
const ABANDONED_MS = 5_000;

interface Which {
  /** Only what was prepared before; all, if missing. */
  readonly before?: Instant;
  /** Ids of those that cannot be finished: they are passed over, and new ones are added. */
  readonly stuck?: Set<string>;
}

/**
 * Finishes what a crash left between commit A and commit B, oldest first. Safe beside running requests and other
 * processes: whoever commits first wins. Returns how many certificates it signed. One that cannot be finished, as when its
 * key may not sign any more, stays prepared and is logged. Throws what passes, such as `unavailable`.
 */
export async function recover(deps: Deps, { before, stuck = new Set() }: Which = {}): Promise<number> {
  let signed = 0;
  for await (const page of abandoned(deps, before)) signed += await finishThose(deps, page, stuck);
  if (signed > 0) deps.log('warn', 'certificates.recovered', { count: signed });
  return signed;
}

async function finishThose(deps: Deps, page: readonly PreparedCertificate[], stuck: Set<string>): Promise<number> {
  const open = page.filter(({ id }) => !stuck.has(id));
  const left = await finishLeft(deps, open);
  for (const [certificate, error] of left) {
    stuck.add(certificate);
    deps.log('error', 'recover.failed', { certificate, reason: reasonOf(error), ...whereOf(error) });
  }
  return open.length - left.size;
}

async function* abandoned({ store }: Deps, before = Number.POSITIVE_INFINITY): AsyncGenerator<PreparedCertificate[]> {
  let after: string | undefined;
  for (;;) {
    const page = await store.prepared({ limit: PAGE, after });
    yield page.filter(({ preparedAt }) => preparedAt < before);
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** Takes over from processes that died in the middle of issuing. Tells of each certificate that it cannot finish once. */
export function recoverDuty(): Duty {
  const stuck = new Set<string>();
  const before = ({ clock }: Deps) => clock() - ABANDONED_MS;
  return {
    name: 'certificates.recover',
    everyMs: 1_000,
    async needed(deps) {
      for await (const page of abandoned(deps, before(deps))) if (page.some(({ id }) => !stuck.has(id))) return true;
      return false;
    },
    run: (deps) => recover(deps, { before: before(deps), stuck }),
  };
}
