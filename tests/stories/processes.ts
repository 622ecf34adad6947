/** Other processes over the register of a world. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Program } from '../builds.ts';
import { built } from '../built.ts';

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** Lines of its standard output so far. */
  readonly lines: string[];
  /** Exit code or signal. */
  readonly ended: Promise<string | number>;
}

/** Starts a program; it goes when the test ends, if not before. */
export async function run(
  program: Program,
  environment: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<Running> {
  const child = spawn(process.execPath, [await built(program), ...words], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code);
  return { child, lines, ended };
}

/** Waits for a line; fails when the process ends without it. */
export async function said({ lines, ended }: Running, line: string): Promise<void> {
  let end: string | number | undefined;
  ended.then((how) => {
    end = how;
  });
  while (!lines.includes(line)) {
    if (end !== undefined) throw new Error(`it ended with ${end} and did not say ${line}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
