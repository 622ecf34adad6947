import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dateAt } from '../../core/calendar.ts';
import type { Deps } from '../../core/deps.ts';
import { YinzhengError } from '../../core/errors.ts';
import type { Config } from '../config.ts';
import { type DemoInfo, prepareDemo } from '../demo.ts';
import { alteredSeal } from '../demo-altered.ts';
import { ALTERED_PATH, demoBanner } from '../demo-banner.ts';
import { writeDemoExam } from '../demo-exam-file.ts';
import { dataDirOf, markTest, openDeps } from '../deps-node.ts';
import { configOfProcess } from '../environment-node.ts';
import { startService, untilSignalled } from '../service-node.ts';
import { command } from './command.ts';

export const start = command({
  meta: { name: 'start', description: 'Serve until Ctrl-C' },
  args: {
    demo: {
      type: 'boolean',
      description: 'with test keys, two agencies and 50 certificates of people who do not exist',
    },
  },
  async run({ demo, json }) {
    const config = configOfProcess();
    if (demo && config.production) {
      throw new YinzhengError(
        'invalid_configuration',
        'Production has no demo. Leave out --demo, or NODE_ENV=production.',
      );
    }
    const deps = await openDeps(config, { create: demo === true, logLevel: demo ? 'warn' : 'info' });
    try {
      const info = demo ? await demoData(deps, config) : undefined;
      const service = await startService(deps, config, info && redirectToAltered(info));
      process.stdout.write(greeting(deps, config, info, json === true));
      await untilSignalled();
      await service.stop();
    } finally {
      await deps.store.close();
    }
  },
});

async function demoData(deps: Deps, config: Config): Promise<DemoInfo> {
  const dataDir = dataDirOf(config);
  // A register that is there already is either a demo, and marked, or somebody's own, and refused.
  if ((await deps.store.authority()) === undefined) await markTest(config, deps.store);
  // `demo.json` goes there, whatever holds the register.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return prepareDemo(deps, { dataDir });
}

/** The short way to the altered certificate. */
function redirectToAltered({ origin, certificates }: DemoInfo): (request: Request) => Response | undefined {
  const target = alteredSeal(origin, certificates.valid.seal);
  return ({ url }) => (new URL(url).pathname === ALTERED_PATH ? Response.redirect(target) : undefined);
}

function greeting(deps: Deps, config: Config, info: DemoInfo | undefined, json: boolean): string {
  const { origin, timeZone } = config.settings;
  if (json) return `${JSON.stringify(info ?? { origin })}\n`;
  if (info === undefined) return `Yinzheng serves ${origin} on ${config.host}:${config.port}.\n`;
  const today = dateAt(deps.clock(), timeZone);
  const exam = join(config.dataDir, 'exam.csv');
  writeDemoExam(exam, today);
  return demoBanner(info, {
    today,
    exam,
    file: join(config.dataDir, 'demo.json'),
    colour: process.stdout.isTTY,
  });
}
