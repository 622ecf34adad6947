/** What is measured. */
import { fileOf, verifyFile } from './files.ts';
import { issueNew, nextRequest } from './people.ts';
import type { Register } from './registers.ts';

export interface Measure {
  readonly title: string;
  /** How many run at a time. */
  readonly atOnce: number;
  /** Goes past HTTP, so it cannot be done where there is no other way in. */
  readonly inside?: boolean;
  /** Does it for the n-th time and returns how many were done. */
  run(register: Register, n: number): Promise<number>;
}

const MANY = 16;
const BATCH = 1_000;
const FILE_ROWS = 1_000;

const issuing = (title: string, atOnce: number): Measure => ({
  title,
  atOnce,
  async run(register) {
    await register.post('/v1/certificates', nextRequest(register.deps));
    return 1;
  },
});

const verifying = (title: string, form: 'credential' | 'jwt' | 'seal'): Measure => ({
  title,
  atOnce: MANY,
  async run({ post, samples }, n) {
    const { verdict } = await post('/verify', { credential: samples[n % samples.length]?.[form] });
    if (verdict !== 'valid') throw new Error(`a genuine certificate is ${verdict}`);
    return 1;
  },
});

export const MEASURES: readonly Measure[] = [
  issuing('issue, one after the other', 1),
  issuing(`issue, ${MANY} at a time`, MANY),
  {
    title: `issue, in batches of ${BATCH}`,
    atOnce: 1,
    inside: true,
    run: async ({ deps }) => (await issueNew(deps, BATCH)).length,
  },
  verifying('verify a credential', 'credential'),
  verifying('verify a JWT', 'jwt'),
  verifying('verify a QR code', 'seal'),
  {
    title: `verify a file of ${FILE_ROWS} QR codes, rows`,
    atOnce: 1,
    inside: true,
    async run({ deps, samples }) {
      await verifyFile(
        deps,
        fileOf(
          FILE_ROWS,
          samples.map(({ seal }) => seal),
        ),
      );
      return FILE_ROWS;
    },
  },
  {
    title: 'read a certificate by its number',
    atOnce: MANY,
    inside: true,
    async run({ deps: { store }, numbers }, n) {
      // A step that visits all of them in an order of its own.
      const found = await store.certificateByNumber(numbers[(n * 7_919) % numbers.length] ?? '');
      if (!found) throw new Error('a certificate is missing');
      return 1;
    },
  },
];
