/** The service on Node: `node src/entry/node.ts`, settings from the environment. */
import { failureOf, failureText } from './commands/errors.ts';
import { openDeps } from './deps-node.ts';
import { configOfProcess } from './environment-node.ts';
import { startService, untilSignalled } from './service-node.ts';

try {
  const config = configOfProcess();
  const deps = await openDeps(config, { create: false, logLevel: 'info' });
  try {
    const service = await startService(deps, config);
    await untilSignalled();
    await service.stop();
  } finally {
    await deps.store.close();
  }
} catch (error) {
  const failure = failureOf(error);
  process.stderr.write(failureText(failure));
  process.exitCode = failure.exit;
}
