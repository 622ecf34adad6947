import { describe, expect, test } from 'vitest';
import type { Received, VerificationFile, VerificationPart } from '../../src/core/verification.ts';
import { id, job, NOW } from './samples.ts';
import type { Current } from './store.ts';

const FIRM = '91990000DEM0000044';
const received: Received = { format: 'csv', bytes: 99, sha256: 'ab', rows: 3, parts: 2 };

export function verificationFile(n: number, more: Partial<VerificationFile> = {}): VerificationFile {
  const times = { createdAt: NOW + n, expiresAt: NOW + 100 + n };
  return { id: id(n), owner: FIRM, person: 'li', purpose: 'recruitment', ...times, ...more };
}

export function verificationPart(n: number, part: number, more: Partial<VerificationPart> = {}): VerificationPart {
  return { verification: id(n), part, owner: FIRM, rows: `sealed-${n}-${part}`, ...more };
}

export function verificationsContract(store: Current): void {
  const add = (...files: VerificationFile[]) =>
    store().commit(files.map((file) => ({ write: 'verification.add', file })));
  const addParts = (...parts: VerificationPart[]) =>
    store().commit(parts.map((part) => ({ write: 'verification.part', part })));
  const receive = (n: number) =>
    store().commit([
      { write: 'verification.receive', id: id(n), received, expiresAt: NOW + 500 },
      { write: 'job.add', job: job(n, { owner: FIRM }) },
    ]);

  describe('files to verify', () => {
    test('are listed with their job, newest first, when all of them is there', async () => {
      await add(
        verificationFile(1),
        verificationFile(2, { owner: 'authority' }),
        verificationFile(3),
        verificationFile(4),
      );
      for (const n of [1, 2, 3]) await receive(n);
      const whole = { ...verificationFile(3), received, expiresAt: NOW + 500, job: job(3, { owner: FIRM }) };
      expect(await store().verification(id(3))).toEqual(whole);
      expect(await store().verification(id(4))).toEqual(verificationFile(4));
      expect(await store().verification(id(9))).toBeUndefined();
      const ids = async (page: Parameters<ReturnType<Current>['verifications']>[0]) =>
        (await store().verifications(page)).map((one) => one.id);
      expect(await ids({ limit: 9 })).toEqual([id(3), id(2), id(1)]);
      expect(await ids({ limit: 9, owner: FIRM })).toEqual([id(3), id(1)]);
      expect(await ids({ limit: 1, owner: FIRM, after: id(3) })).toEqual([id(1)]);
      await expect(add(verificationFile(1))).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'verification' });
    });

    test('are found by the name that the client gave them, which no other of the same owner takes', async () => {
      await add(verificationFile(71), verificationFile(72), verificationFile(73, { owner: 'authority' }));
      const receive = (n: number) =>
        store().commit([
          { write: 'verification.receive', id: id(n), received, requestKey: 'mine', expiresAt: NOW + 500 },
        ]);
      await receive(71);
      expect(await store().verificationByRequest(FIRM, 'mine')).toMatchObject({ id: id(71), requestKey: 'mine' });
      expect(await store().verificationByRequest('authority', 'mine')).toBeUndefined();
      await expect(receive(72)).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'verification' });
      await receive(73);
      expect(await store().verificationByRequest('authority', 'mine')).toMatchObject({ id: id(73) });
    });

    test('are kept in parts, and results take the place of rows', async () => {
      await addParts(verificationPart(1, 0), verificationPart(1, 1));
      await store().commit([{ write: 'verification.results', id: id(1), part: 1, results: 'sealed' }]);
      expect(await store().verificationPart(id(1), 0)).toEqual(verificationPart(1, 0));
      const { rows: _, ...rest } = verificationPart(1, 1);
      expect(await store().verificationPart(id(1), 1)).toEqual({ ...rest, results: 'sealed' });
      expect(await store().verificationPart(id(1), 2)).toBeUndefined();
      await expect(addParts(verificationPart(1, 0))).rejects.toMatchObject({ table: 'verification_part' });
    });

    test('get a report and another end', async () => {
      await add(verificationFile(1));
      await receive(1);
      await store().commit([{ write: 'verification.report', id: id(1), report: 'a.b.c', expiresAt: NOW + 900 }]);
      expect(await store().verification(id(1))).toMatchObject({ report: 'a.b.c', expiresAt: NOW + 900, received });
    });

    test('lose their parts, or all', async () => {
      await add(verificationFile(1), verificationFile(2));
      await addParts(verificationPart(1, 0), verificationPart(2, 0));
      await store().commit([{ write: 'verification.erase', id: id(1), what: 'parts' }]);
      expect(await store().verificationPart(id(1), 0)).toBeUndefined();
      expect(await store().verification(id(1))).toEqual(verificationFile(1));
      await store().commit([{ write: 'verification.erase', id: id(2), what: 'all' }]);
      expect(await store().verification(id(2))).toBeUndefined();
      expect(await store().verificationPart(id(2), 0)).toBeUndefined();
    });

    test('are found when their time is over, the longest first', async () => {
      await add(
        verificationFile(1, { expiresAt: NOW + 3 }),
        verificationFile(2, { expiresAt: NOW + 2 }),
        verificationFile(3),
      );
      const ids = async (now: number, limit = 9) =>
        (await store().expiredVerifications(now, limit)).map((one) => one.id);
      expect(await ids(NOW + 1)).toEqual([]);
      expect(await ids(NOW + 3)).toEqual([id(2), id(1)]);
      expect(await ids(NOW + 3, 1)).toEqual([id(2)]);
    });
  });
}
