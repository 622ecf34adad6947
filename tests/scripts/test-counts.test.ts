import { expect, test } from 'vitest';
import { countTests } from '../../scripts/test-counts.ts';

const file = (status: string, ...states: string[]) => ({
  status,
  assertionResults: states.map((state) => ({ status: state })),
});

test('adds up the files', () => {
  const report = { testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'passed', 'failed')] };
  expect(countTests(report, false)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

test('a file that does not load is one failure', () => {
  expect(countTests({ testResults: [file('failed'), file('passed', 'passed')] }, false)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test('a bad end is never green', () => {
  expect(countTests(undefined, true).failed).toBe(1);
  expect(countTests({ testResults: [file('passed', 'passed')] }, false)).toMatchObject({ passed: 1, failed: 1 });
  expect(countTests({ testResults: [file('passed', 'passed')] }, true).failed).toBe(0);
});
