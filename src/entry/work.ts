import { COLLECT_INCIDENT, EXECUTE_INCIDENT } from '../core/incident.ts';
import { REFRESH_LISTS } from '../core/jobs.ts';
import { DELIVER_WEBHOOK } from '../core/webhook.ts';
import { signBatch } from '../issue/batch/sign.ts';
import { SIGN_BATCH } from '../issue/batch/sign-job.ts';
import { tidyBatchesDuty } from '../issue/batch/tidy.ts';
import { forgetSharesDuty } from '../issue/forget-shares.ts';
import { refreshDuty, refreshOwnLists, statusList } from '../issue/publish-status.ts';
import { trustList } from '../issue/publish-trust-list.ts';
import { recoverDuty } from '../issue/recover.ts';
import { forgetOffersDuty } from '../issue/wallet/offer.ts';
import { deliverWebhook } from '../jobs/deliver-webhook.ts';
import type { Work } from '../jobs/run.ts';
import { sealDuty } from '../ledger/seal.ts';
import { collectIncident } from '../oversight/collect-incident.ts';
import { countDuty } from '../oversight/count-events.ts';
import { executeIncident } from '../oversight/execute-incident.ts';
import { refreshForeignDuty } from '../registry/foreign-lists.ts';
import { turnRecordsDuty } from '../registry/record-status.ts';
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
      [COLLECT_INCIDENT]: collectIncident,
      [EXECUTE_INCIDENT]: executeIncident(statusList),
    },
    outward: { [DELIVER_WEBHOOK]: deliverWebhook },
    duties: [
      recoverDuty(),
      refreshDuty,
      tidyBatchesDuty,
      sealDuty,
      countDuty,
      sweepVerifications,
      turnRecordsDuty,
      forgetOffersDuty,
      forgetSharesDuty,
      refreshForeignDuty,
    ],
  };
}
