/**
 * Reads from a register and keeps what it sees for so many ms, with one such reading begun before the other ends, until it is
 * killed: `reader.ts PATH MS`. Then there is never a moment without a reader.
 */
import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const [, , path = '', ms = ''] = process.argv;
const sleep = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

async function read(): Promise<void> {
  const db = new Database(path);
  for (;;) {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM event').get();
    await sleep(Number(ms));
    db.exec('COMMIT');
  }
}

const first = read();
await sleep(Number(ms) / 2);
const second = read();
writeSync(1, 'reading\n');
await Promise.all([first, second]);
