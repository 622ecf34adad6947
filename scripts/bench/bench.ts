/**
 * Measures the figures to reach beside what limits them, then issuing and verifying on every engine, with few certificates
 * in the register and with many:
 *
 *     npm run bench                        # registers of 10,000 and 100,000 certificates, under ten minutes
 *     npm run bench -- --rows 1000000      # the larger register; 10,000,000 take an hour to fill, and 28 GB of SQLite
 *     npm run bench -- --write             # puts the tables into docs/performance.md
 *
 *     npm run bench -- --revoke 1000000  # an incident over a million certificates; usually 20,000
 *
 * Also `--seconds 1 --rounds 3` (length and number of runs; the median counts) and `--engines sqlite,postgres,d1` (none, for
 * the figures to reach alone). All
 * registers are measured in turns, so that whatever else the machine does meets all of them.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { fill } from './fill.ts';
import { goals, goalsTable, startGoal } from './goals.ts';
import { machine, rawRates } from './machine.ts';
import { MEASURES } from './measures.ts';
import { median, perSecond } from './rate.ts';
import { d1Place, openRegister, type Place, postgresPlace, type Register, sqlitePlace } from './registers.ts';
import { type Column, count, enginesTable, rawTable, sizesTable, writeBetweenMarks } from './report.ts';

const FEW = 10_000;
const ENGINES = `Engines, with ${count(FEW)} certificates in the register, and none in D1:`;
const SIZES = 'Few certificates and many:';
const PLACES = { sqlite: sqlitePlace, postgres: postgresPlace, d1: d1Place };
type Engine = keyof typeof PLACES;

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    revoke: { type: 'string', default: '20000' },
    engines: { type: 'string', default: Object.keys(PLACES).join(',') },
    write: { type: 'boolean', default: false },
  },
});

interface Measured extends Column {
  readonly register: Register;
  readonly rates: Map<string, number>;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

/** A register with so many rows in it. */
async function prepare(place: Place, rows: number): Promise<Measured> {
  const register = await openRegister(place);
  const before = await register.bytes?.();
  say(`${place.engine} ${place.version}: filling in ${count(rows)} rows`);
  const filling = await fill(register, rows);
  const after = await register.bytes?.();
  const bytes = before !== undefined && after !== undefined ? (after - before) / rows : undefined;
  return { engine: place.engine, rows, filling, bytes, register, rates: new Map() };
}

/** Every measure on every register, in turns. */
async function measureAll(columns: readonly Measured[], rounds: number, seconds: number): Promise<void> {
  for (const { title, atOnce, inside = false, run } of MEASURES) {
    say(title);
    const found = columns.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [at, { register }] of columns.entries()) {
        if (inside && !register.bytes) continue;
        found[at]?.push(await perSecond(seconds, atOnce, (n) => run(register, n)));
      }
    }
    for (const [at, { rates }] of columns.entries()) {
      const rate = median(found[at] ?? []);
      if (rate !== undefined) rates.set(title, rate);
    }
  }
}

async function main(): Promise<void> {
  const [rows, seconds, rounds] = [Number(options.rows), Number(options.seconds), Number(options.rounds)];
  const engines = options.engines.split(',').filter((name) => name !== '') as Engine[];
  const began = performance.now();
  const before = loadavg()[0]?.toFixed(1);
  const reached = [...(await goals(seconds, Number(options.revoke), say)), await startGoal()];
  const raw = await rawRates(seconds);
  const places: Place[] = [];
  const columns: Measured[] = [];
  try {
    for (const engine of engines) {
      const place = await PLACES[engine]();
      places.push(place);
      // The engine of D1 is SQLite, and the way to it is narrow.
      if (engine === 'd1') columns.push(await prepare(place, 0));
      else for (const size of [FEW, rows]) columns.push(await prepare(place, size));
    }
    await measureAll(columns, rounds, seconds);
  } finally {
    for (const place of places) await place.close();
  }

  const titles = MEASURES.map(({ title }) => title);
  const small = columns.filter(({ rows }) => rows <= FEW);
  const pairs = small.flatMap((one) => {
    const large = columns.find(({ engine, rows }) => engine === one.engine && rows > FEW);
    return large ? [[one, large] as const] : [];
  });
  const minutes = Math.round((performance.now() - began) / 60_000);
  const day = new Date().toISOString().slice(0, 10);
  const versions = places.map(({ engine, version }) => `${engine} ${version}`).join(', ');
  const report = [
    `${day}: ${machine()}; ${versions}. Medians of ${rounds} runs of ${seconds} s or more; ${minutes} minutes in all.`,
    `Load of the machine before and after: ${before} and ${loadavg()[0]?.toFixed(1)}; others' work shows above 1.`,
    'Goals:',
    goalsTable(reached),
    ...(columns.length === 0 ? [] : [ENGINES, enginesTable(titles, small), SIZES, sizesTable(titles, pairs)]),
    'The machine without us:',
    rawTable(raw),
  ].join('\n\n');
  console.log(report);
  if (options.write) writeBetweenMarks(new URL('../../docs/performance.md', import.meta.url), report);
}

await main();
