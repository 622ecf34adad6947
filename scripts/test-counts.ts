import { z } from 'zod';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that counts. */
const Report = z.object({
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/**
 * Counts a vitest JSON report. A file that fails without a failed test (it did not load, a hook broke) counts as one
 * failure, and so does a run that ended badly with nothing else to show for it: no report, an unhandled error.
 */
export function countTests(report: unknown, ended: boolean): Counts {
  const parsed = Report.safeParse(report);
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0 };
  let [passed, failed, skipped] = [0, 0, 0];
  for (const file of parsed.data.testResults) {
    const states = file.assertionResults.map(({ status }) => status);
    const failures = states.filter((status) => status === 'failed').length;
    passed += states.filter((status) => status === 'passed').length;
    failed += failures === 0 && file.status === 'failed' ? 1 : failures;
    skipped += states.filter((status) => status !== 'failed' && status !== 'passed').length;
  }
  return { passed, failed: failed === 0 && !ended ? 1 : failed, skipped };
}
