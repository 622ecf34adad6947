import { describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { type KeptList, TRUST_LIST } from '../../src/core/status.ts';
import { AGENCY, id, longText, mark, NOW, OTHER, slot } from './samples.ts';
import type { Current } from './store.ts';

const LIST = `${AGENCY}-1-agency-revocation`;

function copy(revision: number, signedAt: number, list = LIST): KeptList {
  return { id: list, revision, signedAt, credential: `{"at":${signedAt}}`, detached: `a..${signedAt}` };
}

export function statusContract(store: Current): void {
  describe('slots of credentials that are no certificates', () => {
    const holder = (index: number, credential?: string, issuedAt = NOW) => ({
      ...slot(index),
      ...(credential !== undefined && { credential }),
      issuedAt,
    });

    test('are found by slot, and by the id of the credential, newest first', async () => {
      const [named, again, nameless] = [holder(5, 'urn:uuid:1'), holder(6, 'urn:uuid:1', NOW + 1), holder(7)];
      await store().commit([named, again, nameless].map((holder) => ({ write: 'slot.hold', holder })));
      expect(await store().slotHolder(slot(5))).toEqual(named);
      expect(await store().slotHolder(slot(7))).toEqual(nameless);
      expect(await store().slotHolder({ ...slot(5), group: 2 })).toBeUndefined();
      expect(await store().slotsOfCredential(AGENCY, 'urn:uuid:1')).toEqual([again, named]);
      expect(await store().slotsOfCredential(OTHER, 'urn:uuid:1')).toEqual([]);
    });

    test('are held once', async () => {
      await store().commit([{ write: 'slot.hold', holder: holder(5, 'urn:uuid:1') }]);
      await expect(store().commit([{ write: 'slot.hold', holder: holder(5, 'urn:uuid:2') }])).rejects.toMatchObject({
        name: 'UniqueKeyError',
        table: 'slot_holder',
      });
    });
  });

  describe('status marks', () => {
    test('are read per slot, one of each kind', async () => {
      const own = mark(5, { effect: 'from_date', effectiveFrom: '2026-11-03', replacedBy: id(8) });
      const held = mark(5, { kind: 'authority-suspension', reason: 'under_investigation', effect: 'none' });
      await store().commit([own, held, mark(6), mark(5, { group: 2 })].map((mark) => ({ write: 'status.mark', mark })));
      const marks = await store().marks(slot(5));
      expect(marks).toHaveLength(2);
      expect(marks).toEqual(expect.arrayContaining([own, held]));
      expect(await store().marks(slot(7))).toEqual([]);
    });

    test('count up the revision of their own list only', async () => {
      expect(await store().listRevision(LIST)).toBe(0);
      expect(await store().listMarks(LIST)).toEqual({ revision: 0, indexes: [] });

      await store().commit([131_071, 0, 70_000].map((index) => ({ write: 'status.mark', mark: mark(index) })));
      expect(await store().listMarks(LIST)).toEqual({ revision: 3, indexes: [0, 70_000, 131_071] });
      expect(await store().listRevision(LIST)).toBe(3);
      expect(await store().listRevision(`${AGENCY}-1-agency-suspension`)).toBe(0);
    });

    test('that are set already fail, and leave the revision', async () => {
      await store().commit([{ write: 'status.mark', mark: mark(5) }]);
      await expect(store().commit([{ write: 'status.mark', mark: mark(5) }])).rejects.toMatchObject({
        name: 'UniqueKeyError',
        table: 'status_mark',
      });
      expect(await store().listRevision(LIST)).toBe(1);
    });

    test('are cleared, which counts up too, and may be set again', async () => {
      const kind = 'agency-suspension';
      const list = `${AGENCY}-1-${kind}`;
      await store().commit(
        [mark(5, { kind }), mark(6, { kind }), mark(5)].map((mark) => ({ write: 'status.mark', mark })),
      );
      await store().commit([{ write: 'status.clear', slot: slot(5), kind, at: NOW + 9 }]);
      expect(await store().listMarks(list)).toEqual({ revision: 3, indexes: [6] });
      expect(await store().marks(slot(5))).toEqual([mark(5)]);

      await store().commit([{ write: 'status.clear', slot: slot(6), kind, at: NOW }]);
      expect(await store().listMarks(list)).toEqual({ revision: 4, indexes: [] });
      await store().commit([{ write: 'status.mark', mark: mark(5, { kind }) }]);
      expect(await store().listMarks(list)).toEqual({ revision: 5, indexes: [5] });
      const { certificate, since, reason } = mark(5);
      expect(await store().pastSuspensions(slot(5))).toEqual([
        { ...slot(5), kind, certificate, since, reason, until: NOW + 9 },
      ]);
      expect(await store().pastSuspensions(slot(7))).toEqual([]);
    });

    test('lists made from other rows are counted up by hand', async () => {
      await store().commit([1, 2].map(() => ({ write: 'list.touch', list: 'trust-list' })));
      expect(await store().listMarks('trust-list')).toEqual({ revision: 2, indexes: [] });
    });
  });

  describe('signed lists', () => {
    const publish = (...lists: KeptList[]) => store().commit(lists.map((list) => ({ write: 'list.publish', list })));

    test('are kept, and replaced by a later revision', async () => {
      expect(await store().publishedList(LIST)).toBeUndefined();
      await publish(copy(1, NOW), copy(9, NOW, `${AGENCY}-2-agency-revocation`));
      expect(await store().publishedList(LIST)).toEqual(copy(1, NOW));
      await publish(copy(2, NOW - 5));
      expect(await store().publishedList(LIST)).toEqual(copy(2, NOW - 5));
    });

    test('are replaced by a later copy of the same revision, and by nothing older', async () => {
      await publish(copy(2, NOW));
      await publish(copy(2, NOW + 5));
      expect(await store().publishedList(LIST)).toEqual(copy(2, NOW + 5));
      await publish(copy(2, NOW), copy(1, NOW + 9));
      expect(await store().publishedList(LIST)).toEqual(copy(2, NOW + 5));
    });

    test('of a clock that was hours ahead are replaced by the next copy', async () => {
      await publish(copy(2, NOW + 8 * 3_600_000));
      await publish(copy(1, NOW));
      expect((await store().publishedList(LIST))?.revision).toBe(2);
      await publish(copy(2, NOW));
      expect(await store().publishedList(LIST)).toEqual(copy(2, NOW));
    });

    test('are longer than a row, each version to be had as it was first signed', async () => {
      const [one, two, again] = [1, 2, 3].map((seed) => longText(2_100_000, seed)) as [string, string, string];
      const list = (revision: number, credential: string, later = 0): KeptList => {
        return { ...copy(revision, NOW + revision + later, TRUST_LIST), credential };
      };
      const put = ({ revision: version, signedAt, credential, detached, id: list }: KeptList): Write[] => [
        { write: 'list.publish', list: { id: list, revision: version, signedAt, credential, detached } },
        { write: 'trust-list.archive', list: { version, signedAt, credential, detached } },
      ];
      const version = async (n: number) => (await store().trustListVersion(n))?.credential === { 1: one, 2: two }[n];
      for (const kept of [list(1, one), list(2, two), list(2, again, 9)]) {
        await store().commit(put(kept));
        expect(await store().publishedList(TRUST_LIST)).toEqual(kept);
      }
      await store().commit(put(list(1, one, 99)));
      expect(await store().publishedList(TRUST_LIST)).toEqual(list(2, again, 9));
      expect([await version(1), await version(2)]).toEqual([true, true]);
    });

    test('are stale when they are old or show an old revision, oldest first', async () => {
      const list = (group: number) => `${AGENCY}-${group}-agency-revocation`;
      await store().commit([1, 3, 4].map((group) => ({ write: 'status.mark', mark: mark(1, { group }) })));
      // Fresh; old; behind; never signed; old without marks.
      await publish(
        copy(1, NOW, list(1)),
        copy(1, NOW - 10, list(2)),
        copy(0, NOW - 1, list(3)),
        copy(0, NOW - 20, list(5)),
      );
      expect(await store().staleLists(NOW - 5, 9)).toEqual([list(5), list(2), list(3)]);
      expect(await store().staleLists(NOW - 5, 2)).toEqual([list(5), list(2)]);
      expect(await store().staleLists(NOW - 20, 9)).toEqual([list(3)]);
    });

    test('are found by who signs them', async () => {
      const longer = `${AGENCY}1`;
      const kinds = ['agency-revocation', 'agency-suspension', 'authority-revocation', 'authority-suspension'];
      const all = [AGENCY, longer, OTHER].flatMap((code) => kinds.map((kind) => `${code}-1-${kind}`));
      await publish(...[...all, 'trust-list'].map((list) => copy(0, NOW, list)));
      const signedBy = (signer: string, limit = 99, after?: string) => store().listsSignedBy({ signer, limit, after });
      expect(await signedBy(AGENCY)).toEqual([`${AGENCY}-1-agency-revocation`, `${AGENCY}-1-agency-suspension`]);
      expect(await signedBy(AGENCY, 9, LIST)).toEqual([`${AGENCY}-1-agency-suspension`]);
      expect(await signedBy('authority')).toEqual(
        [...all.filter((id) => id.includes('authority')), 'trust-list'].sort(),
      );
      expect(await signedBy('authority', 2)).toHaveLength(2);
      expect(await signedBy('S0')).toEqual([]);
      expect([await store().listCount(AGENCY), await store().listCount('authority')]).toEqual([2, 7]);
      expect(await store().listCount('nobody')).toBe(0);
    });
  });
}
