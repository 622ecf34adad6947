/** Issues certificates for agency A, four at a time, and tells the number and slot of each: `writer.ts WHO HOW_MANY`. */
import { writeSync } from 'node:fs';
import { dateAt } from '../../src/core/calendar.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { configOfProcess } from '../../src/entry/environment-node.ts';
import { issue } from '../../src/issue/issue.ts';
import { A } from './people.ts';
import { requestOn } from './requests.ts';
import { storyClock } from './story-clock.ts';

const [, , who = '', count = ''] = process.argv;
const opened = await openDeps(configOfProcess(), { create: false, logLevel: 'warn' });
const deps = { ...opened, clock: storyClock() };
const actor = { kind: 'agency', organisation: A.code, roles: ['signer'], person: who, key: who } as const;
const today = dateAt(deps.clock(), deps.settings.timeZone);

writeSync(1, 'ready\n');
let next = 0;
async function work(): Promise<void> {
  while (next < Number(count)) {
    // All writers meet the same new holders at the same time.
    const [outcome] = await issue(deps, actor, [{ request: requestOn(today, next++) }]);
    if (!outcome || 'error' in outcome) throw outcome?.error;
    const { number, agency, group, index } = outcome.certificate;
    writeSync(1, `${number} ${agency}-${group}-${index}\n`);
  }
}
await Promise.all(Array.from({ length: 4 }, work));
await deps.store.close();
