import { describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { AGENCY, certificate, id, NOW, OTHER, securing, slot } from './samples.ts';
import type { Current } from './store.ts';

const prepare = (...all: ReturnType<typeof certificate>[]): Write[] =>
  all.map((certificate) => ({ write: 'certificate.prepare', certificate }));
const sign = (...ns: number[]): Write[] =>
  ns.map((n) => ({ write: 'certificate.sign', certificate: certificate(n), securing, at: NOW + n }));
const signed = (n: number, more = {}) => ({ ...certificate(n, more), securing, signedAt: NOW + n });

export function certificatesContract(store: Current): void {
  describe('certificates', () => {
    test('are prepared first, and then nobody finds them by number, slot or id', async () => {
      await store().commit(prepare(certificate(1, { validUntil: '2029-10-31' })));
      expect(await store().preparedAmong([id(1), id(9)])).toEqual([certificate(1, { validUntil: '2029-10-31' })]);
      expect(await store().certificate(id(1))).toBeUndefined();
      expect(await store().certificateByNumber(certificate(1).number)).toBeUndefined();
      expect(await store().certificateIdBySlot(slot(1))).toBeUndefined();
      expect(await store().certificates({ limit: 9 })).toEqual([]);
    });

    test('are found by id, number and slot once they are signed', async () => {
      await store().commit([...prepare(certificate(1), certificate(2)), ...sign(1, 2)]);
      expect(await store().certificate(id(1))).toEqual(signed(1));
      expect(await store().certificateByNumber(certificate(2).number)).toEqual(signed(2));
      expect(await store().certificateIdBySlot(slot(2))).toBe(signed(2).id);
      expect(await store().preparedAmong([id(1)])).toEqual([]);
      expect(await store().certificate(id(9))).toBeUndefined();
      expect(await store().certificateByNumber('S000033000107263999999')).toBeUndefined();
      expect(await store().certificateIdBySlot(slot(1, 2))).toBeUndefined();
    });

    test('keep the exact text that was signed', async () => {
      const document = '{"z":1.0,"a":"\\u4e2d\u2028","n":{"b":null,"a":[]}}';
      await store().commit([...prepare(certificate(1, { document })), ...sign(1)]);
      expect((await store().certificate(id(1)))?.document).toBe(document);
    });

    test('are signed once: a second signature is refused and changes nothing', async () => {
      await store().commit([...prepare(certificate(1)), ...sign(1)]);
      const second: Write = {
        write: 'certificate.sign',
        certificate: certificate(1),
        securing: { ...securing, seal: 'x' },
        at: 0,
      };
      await expect(store().commit([second])).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'securing' });
      expect(await store().certificate(id(1))).toEqual(signed(1));
      expect(await store().prepared({ limit: 9 })).toEqual([]);
    });

    test('have one number in a scheme and one slot', async () => {
      await store().commit(prepare(certificate(1)));
      const { number } = certificate(1);
      const taken = { name: 'UniqueKeyError', table: 'certificate' };
      await expect(store().commit(prepare(certificate(2, { number })))).rejects.toMatchObject(taken);
      await expect(store().commit(prepare(certificate(2, slot(1))))).rejects.toMatchObject(taken);
      await store().commit(prepare(certificate(2, { number, numberScheme: 'neutral' }), certificate(3, slot(1, 2))));
      expect(await store().prepared({ limit: 9 })).toHaveLength(3);
    });

    test('are listed newest first, in pages, of one agency or all', async () => {
      const all = [1, 2, 3, 4].map((n) => certificate(n, n === 3 ? { agency: OTHER } : {}));
      await store().commit([...prepare(...all, certificate(5)), ...sign(1, 2, 3, 4)]);
      const ids = async (page: Parameters<ReturnType<Current>['certificates']>[0]) =>
        (await store().certificates(page)).map((certificate) => certificate.id);
      expect(await ids({ limit: 3 })).toEqual([id(4), id(3), id(2)]);
      expect(await ids({ limit: 3, after: id(2) })).toEqual([id(1)]);
      expect(await ids({ limit: 2, agency: AGENCY })).toEqual([id(4), id(2)]);
      expect(await ids({ limit: 2, agency: AGENCY, after: id(2) })).toEqual([id(1)]);
      expect(await ids({ limit: 2, agency: OTHER })).toEqual([id(3)]);
    });

    test('that a crash left prepared are listed oldest first, in pages', async () => {
      await store().commit([...prepare(...[4, 3, 2, 1].map((n) => certificate(n))), ...sign(2)]);
      expect(await store().prepared({ limit: 2 })).toEqual([certificate(1), certificate(3)]);
      expect(await store().prepared({ limit: 2, after: id(3) })).toEqual([certificate(4)]);
    });

    test('name what they replace, and count as its replacement once they are signed', async () => {
      await store().commit([...prepare(certificate(1), certificate(2, { replaces: id(1) })), ...sign(1)]);
      expect(await store().replacementOf(id(1))).toBeUndefined();
      await store().commit(sign(2));
      expect(await store().replacementOf(id(1))).toEqual(signed(2, { replaces: id(1) }));
      expect(await store().replacementOf(id(2))).toBeUndefined();
    });
  });

  describe('idempotency keys', () => {
    test('belong to one organisation', async () => {
      const record = { organisation: AGENCY, key: 'k', bodyHash: 'h', certificate: id(1), at: NOW };
      await store().commit([{ write: 'idempotency.add', record }]);
      expect(await store().idempotency(AGENCY, ['k', 'other'])).toEqual([record]);
      expect(await store().idempotency(OTHER, ['k'])).toEqual([]);
      await store().commit([{ write: 'idempotency.add', record: { ...record, organisation: OTHER } }]);
      await expect(store().commit([{ write: 'idempotency.add', record }])).rejects.toMatchObject({
        name: 'UniqueKeyError',
        table: 'idempotency',
      });
    });
  });
}
