import { failureOf, failureText } from './commands/errors.ts';
import { openDeps } from './deps-node.ts';
import { configOfProcess } from './environment-node.ts';
import { startService, untilSignalled } from './service-node.ts';

/** Serves until it is signalled. What goes wrong is said on standard error, and in the exit code. */
export async function serve(): Promise<void> {
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
}
