import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Role } from '../../src/core/actor.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import { type Incident, type IncidentStep, stepIncident } from '../../src/core/incident.ts';

const OPENED: Incident = {
  id: 'i',
  caseNumber: 'c',
  order: { action: 'revoke', reason: 'exam_fraud', effect: 'void' },
  selection: { agencies: ['S000033000107'] },
  state: 'collecting',
  revision: 0,
  openedBy: 'p0',
  openedAt: 0,
  job: 'j',
};

const tally = (count: number) => ({ count, already: { revoked: 0, replaced: 0, suspended: 0 }, byMonth: {} });
const hashes = fc.constantFrom('h1', 'h2', 'h3');
/** Few persons, so that the same one often comes twice, with all mixes of roles and organisations. */
const person = fc.record({
  person: fc.constantFrom('p0', 'p1', 'p2'),
  kind: fc.constantFrom('authority', 'agency', 'employer'),
  roles: fc.uniqueArray(fc.constantFrom<Role>('officer', 'approver', 'auditor', 'signer')),
});
const step: fc.Arbitrary<IncidentStep> = fc.oneof(
  fc.record({ step: fc.constant('collected' as const), hash: hashes, tally: fc.nat(3).map(tally) }),
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('approve' as const),
      by: person,
      hash: hashes,
      at: fc.nat(),
      job: fc.constant('k'),
    }),
  },
  fc.record({ step: fc.constant('withdraw' as const), by: person, at: fc.nat() }),
  fc.record({ step: fc.constant('executed' as const), at: fc.nat() }),
  fc.record({ step: fc.constant('fail' as const), at: fc.nat() }),
);

test('no sequence of steps gets past the second person', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      let incident = OPENED;
      let released = false;
      for (const one of steps) {
        const before = incident;
        try {
          incident = stepIncident(before, one);
        } catch (error) {
          // What is refused is refused on purpose, and changes nothing.
          expect(error).toBeInstanceOf(YinzhengError);
          continue;
        }
        reached.add(incident.state);
        expect(incident.revision).toBe(before.revision + 1);
        // What is to be done, to what, and who opened it never change.
        for (const fixed of ['id', 'order', 'selection', 'openedBy', 'caseNumber'] as const) {
          expect(incident[fixed]).toBe(OPENED[fixed]);
        }
        if (before.hash !== undefined) expect(incident.hash).toBe(before.hash);
        // Ends are ends.
        expect(['done', 'withdrawn', 'failed']).not.toContain(before.state);
        if (one.step === 'approve') {
          expect(one.by).toMatchObject({ kind: 'authority', roles: expect.arrayContaining(['approver']) });
          expect(one.by.person).not.toBe(OPENED.openedBy);
          expect(one.hash).toBe(before.hash);
          expect(before.tally?.count).toBeGreaterThan(0);
          released = true;
        }
        if (['executing', 'done', 'failed'].includes(incident.state)) {
          expect(released).toBe(true);
          expect(incident.approvedBy).toBeDefined();
        }
      }
    }),
    { numRuns: 10_000 },
  );
  // The sequences got everywhere, so the above was asked of every state.
  expect([...reached].sort()).toEqual(['done', 'executing', 'failed', 'ready', 'withdrawn']);
});
