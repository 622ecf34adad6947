import { DAY } from '../core/calendar.ts';
import type { Duty } from '../core/jobs.ts';
import { SHARE_KEPT_MS } from '../core/share.ts';

/** Removes copies some time after their end: to whom a holder showed something is nobody's to keep. Their events stay. */
export const forgetSharesDuty: Duty = {
  name: 'share.forget',
  everyMs: DAY / 24,
  async run({ store, clock }) {
    await store.commit([{ write: 'share.forget', before: clock() - SHARE_KEPT_MS }]);
    return 0;
  },
};
