import { accessSync, constants } from 'node:fs';
import { type Config, readConfig } from './config.ts';

const FILE = '.env';

/** The settings of this process: its environment, completed by a file `.env` in the working directory. */
export function configOfProcess(): Config {
  try {
    // What reads it says of a file that is closed to us that there is none.
    accessSync(FILE, constants.R_OK);
    process.loadEnvFile(FILE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return readConfig(process.env);
}
