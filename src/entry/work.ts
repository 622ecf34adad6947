import { REFRESH_LISTS } from '../core/jobs.ts';
import { refreshDuty, refreshOwnLists, statusList } from '../issue/publish-status.ts';
import { trustList } from '../issue/publish-trust-list.ts';
import { recoverDuty } from '../issue/recover.ts';
import type { Work } from '../jobs/run.ts';
import { sealDuty } from '../ledger/seal.ts';
import { resultText } from '../render/report/rows.ts';
import { RUN_VERIFICATION, runVerification } from '../verify/many/run.ts';
import { sweepVerifications } from '../verify/many/sweep.ts';

/** All that is done apart from requests, on every runtime. */
export function work(): Work {
  return {
    handlers: {
      [REFRESH_LISTS]: refreshOwnLists,
      [RUN_VERIFICATION]: runVerification({ trustList, statusList }, resultText),
    },
    duties: [recoverDuty(), refreshDuty, sealDuty, sweepVerifications],
  };
}
