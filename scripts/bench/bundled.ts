/** Programs in a process of their own, as the service is run: bundled, and with its flags of Node. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildService, bundle } from '../build-service.ts';
import { NODE_FLAGS } from '../setup.mjs';
import type { Exam } from './exam.ts';

/** Under `node_modules`, where a bundle finds what was left out of it. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const POLL_MS = 5;

/** A folder for a bundle. Whoever asks removes it. */
export function bundleFolder(): string {
  mkdirSync(CACHE, { recursive: true });
  return mkdtempSync(join(CACHE, 'yinzheng-bench-'));
}

export async function exam(rows: number): Promise<Exam> {
  // Its threads come from the bundle of the service.
  await buildService();
  const folder = bundleFolder();
  try {
    await bundle(['scripts/bench/exam.ts'], folder);
    const words = [...NODE_FLAGS, join(folder, 'exam.mjs'), String(rows)];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (code !== 0) throw new Error(`the exam ended with ${code}`);
    return JSON.parse(said) as Exam;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The service with these settings, from the moment that `/readyz` says so. Who times it calls `buildService` before. */
export async function service(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const entry = fileURLToPath(new URL('../../src/entry/node.ts', import.meta.url));
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [...NODE_FLAGS, entry], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ready = async () => (await fetch(`http://127.0.0.1:${environment.PORT}/readyz`).catch(() => undefined))?.ok;
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error('the service ended');
    await pause(POLL_MS);
  }
  return child;
}

export async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
