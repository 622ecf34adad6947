/**
 * The service is killed (SIGKILL) again and again at random moments while it signs exams, and started anew; in the end
 * what was acknowledged, stored and counted must be the same, and what was signed before a kill as it was.
 *
 *     node scripts/kill-exams.ts [--rows 1000000] [--kills 200]
 *
 * The real service in a process of its own, on SQLite with every commit synced. A million rows take some 3 GB and, on two
 * cores, a quarter of an hour.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import type { Actor, Role } from '../src/core/actor.ts';
import { dateAt } from '../src/core/calendar.ts';
import { readConfig } from '../src/entry/config.ts';
import { openDeps } from '../src/entry/deps-node.ts';
import { approveBatch } from '../src/issue/batch/act.ts';
import { submitBatch } from '../src/issue/batch/submit.ts';
import { parts } from '../tests/lib/table/tables.ts';
import { csv, exam } from '../tests/stories/exams.ts';
import { A, furnish } from '../tests/stories/people.ts';
import { SETTINGS } from './bench/people.ts';
import { temporaryFolder } from './temporary.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, kills: { type: 'string', default: '200' } },
});
const [ROWS, KILLS] = [Number(values.rows), Number(values.kills)];
/** While the lease of a killed process runs, there are other exams to go on with. */
const PER_EXAM = 5_000;
/** A chunk of a thousand rows takes less. */
const CHUNK_MS = 600;
/** The rule of numbers has room for 999,999 at one level in a year. */
const LEVELS = ['三级/高级工', '四级/中级工'] as const;
/** Signed certificates that are remembered after each kill. */
const REMEMBERED = 50;
const PORT = '18787';

const by = (role: Role): Actor => ({ kind: 'agency', organisation: A.code, roles: [role], person: role, key: role });

const folder = temporaryFolder('kills');
const environment = { ...SETTINGS, ORIGIN: `http://localhost:${PORT}`, PORT, DATA_DIR: folder };
const file = join(folder, 'yinzheng.sqlite');

/** Exams that were released, with their rows, and nobody who signs them. */
async function prepareExams(): Promise<string[]> {
  const deps = await openDeps(readConfig(environment), { create: true, logLevel: 'error' });
  await furnish(deps);
  const today = dateAt(deps.clock(), deps.settings.timeZone);
  const batches: string[] = [];
  for (let from = 0; from < ROWS; from += PER_EXAM) {
    const level = LEVELS[batches.length % LEVELS.length] ?? LEVELS[0];
    const rows = exam(today, Math.min(PER_EXAM, ROWS - from), from).map((row) => ({ ...row, 技能等级: level }));
    const bytes = parts(new TextEncoder().encode(csv(rows)));
    const { batch } = await submitBatch(deps, by('clerk'), { file: { format: 'csv', bytes }, dryRun: false });
    if (batch.faulty > 0) throw new Error(`${batch.faulty} rows are at fault`);
    await approveBatch(deps, by('signer'), batch.id, batch.hash);
    batches.push(batch.id);
  }
  await deps.store.close();
  return batches;
}

function startService() {
  const cli = fileURLToPath(new URL('../src/entry/cli.mjs', import.meta.url));
  const child = spawn(process.execPath, [cli, 'start'], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, ready: once(createInterface(child.stdout), 'line'), ended: once(child, 'close') };
}

/** What the register holds, read by SQL of our own. */
function openEyes() {
  const db = new Database(file, { readonly: true });
  const one = (sql: string) => Number(db.prepare(sql).pluck().get());
  const latest = db.prepare(
    `SELECT c.id, c.number, c.document, s.securing FROM securing s JOIN certificate c ON c.id = s.certificate
     ORDER BY s.certificate DESC LIMIT ?`,
  );
  const byId = db.prepare(
    'SELECT c.id, c.number, c.document, s.securing FROM securing s JOIN certificate c ON c.id = s.certificate WHERE c.id = ?',
  );
  const digest = (row: unknown) => createHash('sha256').update(JSON.stringify(row)).digest('base64url');
  return {
    signed: () => one('SELECT count(*) FROM securing'),
    open: () => one("SELECT count(*) FROM batch WHERE state <> 'done'"),
    latest: () => new Map((latest.all(REMEMBERED) as { id: string }[]).map((row) => [row.id, digest(row)])),
    digest: (id: string) => digest(byId.get(id)),
    counts: () => ({
      'rows of the exams': one('SELECT count(*) FROM batch_row'),
      'rows, each once': one('SELECT count(*) FROM (SELECT DISTINCT batch, n FROM batch_row)'),
      certificates: one('SELECT count(*) FROM certificate'),
      'signed certificates': one('SELECT count(*) FROM securing'),
      'different numbers': one('SELECT count(DISTINCT number) FROM certificate'),
      'different people': one('SELECT count(DISTINCT person) FROM certificate'),
      'status slots': one('SELECT count(*) FROM (SELECT DISTINCT agency, status_group, status_index FROM certificate)'),
      'certificates with such an event': one(
        "SELECT count(DISTINCT subject) FROM event WHERE type = 'certificate.signed'",
      ),
      'events of signing in all': one("SELECT count(*) FROM event WHERE type = 'certificate.signed'"),
    }),
    unfinished: () => one('SELECT count(*) FROM unsigned'),
    close: () => db.close(),
  };
}

const say = (text: string) => console.error(text);
try {
  const began = performance.now();
  const batches = await prepareExams();
  say(`${ROWS} rows in ${batches.length} exams released after ${seconds(began)} s`);
  const eyes = openEyes();
  const remembered = new Map<string, string>();
  for (let kills = 1; kills <= KILLS; kills++) {
    const { child, ready, ended } = startService();
    await ready;
    // Evenly over the rows, and anywhere within a chunk.
    while (eyes.signed() < (ROWS * kills) / (KILLS + 1)) await pause(50);
    await pause(Math.random() * CHUNK_MS);
    child.kill('SIGKILL');
    await ended;
    for (const [id, digest] of eyes.latest()) remembered.set(id, digest);
    if (kills % 20 === 0) say(`${kills} kills, ${eyes.signed()} signed, ${seconds(began)} s`);
  }
  const last = startService();
  while (eyes.open() + eyes.unfinished() > 0) await pause(500);
  last.child.kill('SIGTERM');
  await last.ended;

  const counts = eyes.counts();
  const changed = [...remembered].filter(([id, digest]) => eyes.digest(id) !== digest);
  console.table({
    ...counts,
    'signed before a kill, looked at again': remembered.size,
    'of these changed': changed.length,
  });
  const wrong = Object.entries(counts).filter(([, count]) => count !== ROWS);
  eyes.close();
  say(`${KILLS} kills, ${seconds(began)} s`);
  if (wrong.length + changed.length > 0) {
    say(`NOT ${ROWS}: ${wrong.map(([name]) => name).join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true });
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}
