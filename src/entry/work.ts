import { REFRESH_LISTS } from '../core/jobs.ts';
import { refreshDuty, refreshOwnLists } from '../issue/publish-status.ts';
import { recoverDuty } from '../issue/recover.ts';
import type { Work } from '../jobs/run.ts';
import { sealDuty } from '../ledger/seal.ts';

/** All that is done apart from requests, on every runtime. */
export function work(): Work {
  return { handlers: { [REFRESH_LISTS]: refreshOwnLists }, duties: [recoverDuty(), refreshDuty, sealDuty] };
}
