/**
 * The real service over a Store that ends this process with SIGKILL at one commit: `before-a` and `after-a` around the
 * commit that records what will be signed, `between` when the signatures are about to be committed, `after-b` right
 * after that, `second-part` when the second part of a file to verify is about to be. Tells the signatures on standard output first. Settings come from the environment.
 */
import { writeSync } from 'node:fs';
import type { Store } from '../../src/core/ports.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { configOfProcess } from '../../src/entry/environment-node.ts';
import { startService } from '../../src/entry/service-node.ts';
import { storyClock } from './story-clock.ts';

const [, , moment] = process.argv;

async function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

function deadly(store: Store): Store {
  return {
    ...store,
    scopedTo: (organisation) => deadly(store.scopedTo(organisation)),
    async commit(writes) {
      const isA = writes.some(({ write }) => write === 'certificate.prepare');
      const signed = writes.find((one) => one.write === 'certificate.sign');
      if (signed) writeSync(1, `${JSON.stringify(signed)}\n`);
      if ((isA && moment === 'before-a') || (signed && moment === 'between')) await die();
      const results = writes.find((one) => one.write === 'verification.results');
      if (results?.part === 1 && moment === 'second-part') await die();
      await store.commit(writes);
      if ((isA && moment === 'after-a') || (signed && moment === 'after-b')) await die();
    },
  };
}

const config = configOfProcess();
const deps = await openDeps(config, { create: false, logLevel: 'warn' });
await startService({ ...deps, clock: storyClock(), store: deadly(deps.store) }, config);
writeSync(1, 'ready\n');
