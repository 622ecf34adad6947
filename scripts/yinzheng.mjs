#!/usr/bin/env node
/**
 * The command `yinzheng`: installs what is missing, then runs src/entry/cli.mjs on a Node that runs TypeScript. It may
 * itself be started by an older Node.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS, nodeProgram, setup } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  setup(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(3);
}

const cli = [...NODE_FLAGS, join(root, 'src', 'entry', 'cli.mjs'), ...process.argv.slice(2)];
const child = spawn(nodeProgram(root), cli, { stdio: 'inherit' });
// A terminal sends Ctrl-C to the child as well; a supervisor signals only this process, so pass it on and wait.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
