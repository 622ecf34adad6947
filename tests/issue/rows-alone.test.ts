/** Each row of a file is judged alone: it fails exactly if its own data is bad, whatever stands beside it. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { rowsOf } from '../../src/issue/batch/exam-file.ts';
import { rowJudge } from '../../src/issue/batch/judge-rows.ts';
import { inParts } from '../../src/issue/batch/submit.ts';
import { AGENCY, openWorld } from '../http/world.ts';
import { parts } from '../lib/table/tables.ts';
import { csv, examinee, SLIPS } from '../stories/exams.ts';

const FILES = 10_000;
const DAY = '2026-11-20';
const clerk: Actor = { kind: 'agency', organisation: AGENCY, roles: ['clerk'], person: 'p', key: 'k' };
/** Rows of one file are judged in parts. */
const PART = 3;

const person = fc.record({ n: fc.nat(999_999), slip: fc.option(fc.nat(SLIPS.length - 1), { freq: 2 }) });
const file = fc.uniqueArray(person, { selector: ({ n }) => n, minLength: 1, maxLength: 5 });

test(`in ${FILES} files, rows fail alone and for what is wrong with them`, { timeout: 120_000 }, async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const agency = await deps.store.agency(AGENCY);
  if (!agency) throw new Error('the world has no agency');
  let bad = 0;
  const property = fc.asyncProperty(file, async (people) => {
    const rows = people.map(({ n, slip }) => {
      const fault = slip === null ? undefined : SLIPS[slip];
      return { ...examinee(DAY, n), ...(fault && { [fault.heading]: fault.cell }) };
    });
    const judge = rowJudge(deps, clerk, agency);
    const bytes = parts(new TextEncoder().encode(csv(rows)));
    const judged = [];
    for await (const part of inParts(rowsOf({ format: 'csv', bytes }), PART)) judged.push(...(await judge(part)));
    const found = judged.map(({ kept, report }) => [
      kept.good !== undefined,
      report.faults.map(({ code, column, value }) => ({ code, column, ...(value !== undefined && { value }) })),
    ]);
    const planted = people.map(({ slip }) => {
      const fault = slip === null ? undefined : SLIPS[slip];
      if (fault) bad++;
      return [fault === undefined, fault ? [expect.objectContaining({ code: fault.code, column: fault.column })] : []];
    });
    expect(found).toEqual(planted);
  });
  await fc.assert(property, { numRuns: FILES });
  expect(bad).toBeGreaterThan(FILES);
});
