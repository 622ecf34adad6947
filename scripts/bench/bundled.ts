/** Programs in a process of their own, as the service is run: bundled, and with its flags of Node. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildService, bundle } from '../build-service.ts';
import { NODE_FLAGS } from '../setup.mjs';
import { bundleFolder } from '../temporary.ts';
import type { Exam } from './exam.ts';

const POLL_MS = 5;

export async function exam(rows: number): Promise<Exam> {
  // Its threads come from the bundle of the service.
  await buildService();
  const folder = bundleFolder('bench');
  await bundle(['scripts/bench/exam.ts'], folder);
  const words = [...NODE_FLAGS, join(folder, 'exam.mjs'), String(rows)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the exam ended with ${code}`);
  return JSON.parse(said) as Exam;
}

/** The service with these settings, from the moment that `/readyz` says so. Who times it calls `buildService` before. */
export function service(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  return server(['../../src/entry/node.mjs'], Number(environment.PORT), environment);
}

/** Hono that answers with a text, and does nothing else. */
export function hono(port: number, text: string): Promise<ChildProcess> {
  return server(['./hono.ts', String(port), text], port);
}

async function server([program, ...words]: readonly [string, ...string[]], port: number, settings = {}) {
  const entry = fileURLToPath(new URL(program, import.meta.url));
  const env = { ...process.env, ...settings };
  const all = [...NODE_FLAGS, entry, ...words];
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok;
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`${program} ended`);
    await pause(POLL_MS);
  }
  return child;
}

export async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
