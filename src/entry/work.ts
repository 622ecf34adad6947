import { REFRESH_LISTS } from '../core/jobs.ts';
import { signBatch } from '../issue/batch/sign.ts';
import { SIGN_BATCH } from '../issue/batch/sign-job.ts';
import { tidyBatchesDuty } from '../issue/batch/tidy.ts';
import { refreshDuty, refreshOwnLists, statusList } from '../issue/publish-status.ts';
import { trustList } from '../issue/publish-trust-list.ts';
import { recoverDuty } from '../issue/recover.ts';
import type { Work } from '../jobs/run.ts';
import { sealDuty } from '../ledger/seal.ts';
import { resultText } from '../render/report/rows.ts';
import { RUN_VERIFICATION, runVerification } from '../verify/many/run.ts';
import { sweepVerifications } from '../verify/many/sweep.ts';

/** All that is done apart from requests, on every runtime. `signRows`: certificates in one chunk, about a second's work. */
export function work(signRows = 1_000): Work {
  return {
    handlers: {
      [REFRESH_LISTS]: refreshOwnLists,
      [SIGN_BATCH]: signBatch(signRows),
      [RUN_VERIFICATION]: runVerification({ trustList, statusList }, resultText),
    },
    duties: [recoverDuty(), refreshDuty, tidyBatchesDuty, sealDuty, sweepVerifications],
  };
}
