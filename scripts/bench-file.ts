/**
 * Measures how long a file of 50,000 rows takes from its first byte to the signed report, on each engine that runs in a
 * process of Node, for texts of QR codes and for numbers with names:
 *
 *     node scripts/bench-file.ts            # some minutes
 *     node scripts/bench-file.ts 5000
 */
import { parsePrintedNumber } from '../src/core/numbering.ts';
import { fileOf, verifyFile } from './bench/files.ts';
import { machine } from './bench/machine.ts';
import { openRegister, postgresPlace, sqlitePlace } from './bench/registers.ts';

const rows = Number(process.argv[2] ?? 50_000);
console.log(`${new Date().toISOString().slice(0, 10)}: ${machine()}; files of ${rows} rows`);
for (const makePlace of [sqlitePlace, postgresPlace]) {
  const place = await makePlace();
  try {
    const { deps, samples } = await openRegister(place);
    const looked = samples.map(({ printedNumber, credential }) => ({
      number: parsePrintedNumber(printedNumber)?.number,
      name: (credential.credentialSubject as { name: string }).name,
    }));
    for (const [what, ofRows] of [
      ['QR codes', samples.map(({ seal }) => seal)],
      ['JWTs', samples.map(({ jwt }) => jwt)],
      ['numbers and names', looked],
    ] as const) {
      const file = fileOf(rows, ofRows);
      const { takingIn, working } = await verifyFile(deps, file);
      const megabytes = (file.length / 1e6).toFixed(1);
      const rate = Math.round(rows / (takingIn + working));
      console.log(
        `${place.engine}, ${what}: ${megabytes} MB, taken in ${takingIn.toFixed(1)} s, verified and reported ` +
          `${working.toFixed(1)} s, ${rate} rows/s; ${Math.round(process.memoryUsage.rss() / 1e6)} MB of memory`,
      );
    }
  } finally {
    await place.close();
  }
}
