import { type Config, readConfig } from './config.ts';

/** The settings of this process: its environment, completed by a file `.env` in the working directory. */
export function configOfProcess(): Config {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return readConfig(process.env);
}
