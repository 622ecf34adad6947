import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, type BatchAct, type Hand, step, waitsFor } from '../../src/core/batch.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import { batch, NOW } from '../contract/samples.ts';

const hand = (person: string, by: Hand['by'] = 'agency'): Hand => ({ by, person, key: `key of ${person}` });
const release = (person: string, by: Hand['by'] = 'agency', hash = 'hash-1'): BatchAct => ({
  act: 'release',
  hand: hand(person, by),
  hash,
});
const taking = (first: Batch, ...acts: BatchAct[]): Batch => acts.reduce((one, act) => step(one, act, NOW), first);
const mend = (person: string, hash: string): BatchAct => ({
  act: 'mend',
  hand: hand(person),
  rows: { hash, faulty: 0, warned: 0, templates: [], approval: 'agency' },
});

describe('a batch is released', () => {
  test('by one person where nobody else is asked for, and that may be who brought it', () => {
    expect(taking(batch(1, { approval: 'none' }), release('clerk')).state).toBe('signing');
  });

  test('by a second person where a template asks for one, or a row has a warning', () => {
    for (const one of [batch(1, { approval: 'agency' }), batch(1, { approval: 'none', warned: 1 })]) {
      expect(() => taking(one, release('clerk'))).toThrow('second person');
      expect(taking(one, release('signer')).state).toBe('signing');
    }
  });

  test('by the authority too where a template asks for that, after the agency, by a third person', () => {
    const one = batch(1, { approval: 'authority' });
    expect(() => taking(one, release('approver', 'authority'))).toThrow('waits for the agency');
    const half = taking(one, release('signer'));
    expect([half.state, waitsFor(half)]).toEqual(['submitted', 'authority']);
    expect(() => taking(half, release('second signer'))).toThrow('waits for the authority');
    expect(() => taking(half, release('signer', 'authority'))).toThrow('second person');
    expect(() => taking(half, release('clerk', 'authority'))).toThrow('second person');
    expect(taking(half, release('approver', 'authority')).state).toBe('signing');
  });

  test('for exactly one content: mending takes approvals away, and makes the mender one who made it', () => {
    expect(() => taking(batch(1), release('signer', 'agency', 'other'))).toThrow('the hash is another');
    const half = taking(batch(1, { approval: 'authority' }), release('signer'));
    const mended = taking(half, mend('examiner', 'hash-2'));
    expect([mended.releases, waitsFor(mended)]).toEqual([[], 'agency']);
    expect(() => taking(mended, release('signer'))).toThrow('the hash is another');
    expect(() => taking(mended, release('examiner', 'agency', 'hash-2'))).toThrow('second person');
    expect(taking(mended, release('signer', 'agency', 'hash-2')).state).toBe('signing');
  });

  test('never when there is nothing to issue', () => {
    expect(() => taking(batch(1, { rows: 3, faulty: 3 }), release('signer'))).toThrow('no row');
  });
});

test('evidence stays with a batch, however that ends', () => {
  const evidence = { kind: 'roster', name: '签到表', sha256: 'A'.repeat(43), url: 'https://files.example/r' } as const;
  const named = taking(batch(1), { act: 'evidence', evidence });
  const released = taking(named, release('signer'));
  for (const ended of [
    taking(named, { act: 'reject', hand: hand('signer'), reason: 'r' }),
    taking(named, { act: 'expire' }),
    taking(released, { act: 'cancel' }),
    taking(released, { act: 'finish', failed: true }, { act: 'expire' }),
  ]) {
    expect(ended.evidence).toEqual([evidence]);
  }
});

describe('equal submissions are one batch', () => {
  const keys = { contentKey: 'c', requestKey: 'r' };
  const released = taking(batch(1, keys), release('signer'));

  test('also once it is done, whatever was set aside', () => {
    expect(taking(released, { act: 'finish', failed: false })).toMatchObject(keys);
  });

  test('until rows could not be signed, or nothing is left of them', () => {
    const over: Batch[] = [
      taking(released, { act: 'finish', failed: true }),
      taking(released, { act: 'finish', failed: false }, { act: 'expire' }),
      taking(released, { act: 'cancel' }),
    ];
    for (const one of over) {
      expect(one).not.toHaveProperty('contentKey');
      expect(one).not.toHaveProperty('requestKey');
    }
  });
});

describe('a batch that an incident closed', () => {
  const left: BatchAct[] = [release('signer'), { act: 'finish', failed: true }];

  test('makes no more certificates, whoever asks, until it is reopened', () => {
    const done = taking(batch(1), ...left);
    const closed = taking(done, { act: 'close', incident: 'i' });
    expect([closed.state, closed.closedBy, closed.tidyAt]).toEqual(['done', 'i', done.tidyAt]);
    expect(() => taking(closed, { act: 'retry' })).toThrow('closed');
    expect(taking(closed, { act: 'reopen' }, { act: 'retry' }).state).toBe('signing');
    const submitted = taking(batch(1), { act: 'close', incident: 'i' });
    expect(() => taking(submitted, release('signer'))).toThrow('closed');
    expect(() => taking(submitted, mend('examiner', 'hash-2'))).toThrow('closed');
    expect(taking(submitted, { act: 'cancel' }).state).toBe('cancelled');
  });

  test('is none that is being signed, or stopped in the middle', () => {
    const signing = taking(batch(1), release('signer'));
    for (const one of [signing, taking(signing, { act: 'pause' })]) {
      expect(() => taking(one, { act: 'close', incident: 'i' })).toThrow('more certificates may come');
    }
  });
});

describe('whatever happens to a batch', () => {
  const people = fc.constantFrom('clerk', 'signer', 'second signer', 'approver', 'examiner');
  const hands = fc.record({ person: people, by: fc.constantFrom<Hand['by']>('agency', 'authority') });
  const acts: fc.Arbitrary<(now: Batch) => BatchAct> = fc.oneof(
    fc.record({ hands, stale: fc.boolean() }).map(
      ({ hands: { person, by }, stale }) =>
        (now: Batch) =>
          release(person, by, stale ? 'stale' : now.hash),
    ),
    fc.record({ person: people, n: fc.nat(9) }).map(
      ({ person, n }) =>
        () =>
          mend(person, `hash-${n}`),
    ),
    fc
      .constantFrom<BatchAct>(
        { act: 'pause' },
        { act: 'resume' },
        { act: 'retry' },
        { act: 'cancel' },
        { act: 'expire' },
        { act: 'finish', failed: true },
        { act: 'finish', failed: false },
        { act: 'reject', hand: hand('signer'), reason: 'x' },
      )
      .map((act) => () => act),
  );
  const begun = fc.record({ approval: fc.constantFrom('none', 'agency', 'authority'), warned: fc.nat(1) });

  test('it is signed only after those agreed whom it needs, to what it says now, and refusals change nothing', () => {
    fc.assert(
      fc.property(begun, fc.array(acts, { maxLength: 12 }), (first, list) => {
        let now = batch(1, first);
        for (const make of list) {
          const act = make(now);
          const before = structuredClone(now);
          try {
            const next = step(now, act, NOW);
            expect(next.revision).toBe(now.revision + 1);
            now = next;
          } catch (error) {
            expect(error).toBeInstanceOf(YinzhengError);
            expect(now).toEqual(before);
          }
          if (['signing', 'paused', 'done'].includes(now.state)) expect(agreed(now)).toBe(true);
          if (['rejected', 'cancelled', 'expired'].includes(now.state)) expect(now.tidyAt).toBeUndefined();
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

/** The rule, said once more in another way. */
function agreed({ approval, warned, makers, hash, releases }: Batch): boolean {
  const persons = (by: Hand['by']) =>
    releases.filter((one) => one.by === by && one.hash === hash).map((one) => one.person);
  const fresh = (list: string[]) => list.filter((person) => !makers.includes(person));
  if (approval === 'none' && warned === 0) return persons('agency').length > 0;
  const [second] = fresh(persons('agency'));
  if (second === undefined) return false;
  return approval !== 'authority' || fresh(persons('authority')).some((person) => person !== second);
}
