import { describe, expect, test } from 'vitest';
import type { Store, Write } from '../../src/core/ports.ts';
import { AGENCY, apiKey, certificate, id, key, NOW, OTHER, person, walletRequest } from './samples.ts';
import type { Current } from './store.ts';

export function keysAndPeopleContract(store: Current): void {
  describe('signing keys', () => {
    test('come oldest first, of one owner or of everybody', async () => {
      const keys = [key(1), key(2, { owner: 'authority' }), key(3)];
      await store().commit(keys.toReversed().map((key) => ({ write: 'key.add', key })));
      expect(await store().key('key-1')).toEqual(key(1));
      expect(await store().key('key-9')).toBeUndefined();
      expect(await store().keys(AGENCY)).toEqual([key(1), key(3)]);
      expect(await store().keys()).toEqual(keys);
      const listed = async (page: Parameters<Store['listedKeys']>[0]) =>
        (await store().listedKeys(page)).map(({ id }) => id);
      const [one, two, three] = keys.map(({ id }) => id);
      expect(await listed({ limit: 2 })).toEqual([one, two]);
      expect(await listed({ limit: 2, after: two })).toEqual([three]);
      expect(await listed({ limit: 2, after: one, owner: AGENCY })).toEqual([three]);
      expect(await listed({ limit: 2, after: 'no-key' })).toEqual([]);
    });

    test('retire and are found compromised, and keep what was said before', async () => {
      await store().commit([{ write: 'key.add', key: key(1) }]);
      await store().commit([{ write: 'key.state', id: 'key-1', state: 'retired', retiredAt: NOW }]);
      expect(await store().key('key-1')).toEqual(key(1, { state: 'retired', retiredAt: NOW }));

      await store().commit([{ write: 'key.state', id: 'key-1', state: 'compromised', compromisedSince: 7 }]);
      const compromised = key(1, { state: 'compromised', retiredAt: NOW, compromisedSince: 7 });
      expect(await store().key('key-1')).toEqual(compromised);
    });

    test('lose their private half when they are destroyed', async () => {
      await store().commit([1, 2].map((n) => ({ write: 'key.add', key: key(n) })));
      await store().commit([{ write: 'key.state', id: 'key-1', state: 'destroyed' }]);
      expect(await store().key('key-1')).toEqual(key(1, { state: 'destroyed', wrapped: null }));
      expect(await store().key('key-2')).toEqual(key(2));
    });
  });

  describe('API keys', () => {
    test('are found by hash and listed by organisation', async () => {
      const keys = [apiKey(1), apiKey(2, { organisation: OTHER }), apiKey(3)];
      await store().commit(keys.map((apiKey) => ({ write: 'apikey.add', apiKey })));
      expect(await store().apiKey('hash-2')).toEqual(keys[1]);
      expect(await store().apiKey('hash-9')).toBeUndefined();
      expect(await store().apiKeys(AGENCY)).toEqual([keys[0], keys[2]]);
      expect(await store().apiKeys()).toEqual(keys);
    });

    test('stay revoked since the first time', async () => {
      await store().commit([1, 2].map((n) => ({ write: 'apikey.add', apiKey: apiKey(n) })));
      await store().commit([{ write: 'apikey.revoke', id: id(1), at: NOW }]);
      await store().commit([{ write: 'apikey.revoke', id: id(1), at: NOW + 5 }]);
      expect(await store().apiKey('hash-1')).toEqual(apiKey(1, { revokedAt: NOW }));
      expect(await store().apiKey('hash-2')).toEqual(apiKey(2));
    });
  });

  describe('people', () => {
    test('are found by id, and by identity within one agency', async () => {
      const people = [person(1), person(2, { agency: OTHER, blindIndex: 'blind-1' })];
      await store().commit(people.map((person) => ({ write: 'person.add', person })));
      expect(await store().person(id(2))).toEqual(people[1]);
      expect(await store().person(id(9))).toBeUndefined();
      expect(await store().peopleByIndex(AGENCY, ['blind-1', 'blind-9'])).toEqual([people[0]]);
      expect(await store().peopleByIndex(OTHER, ['blind-1'])).toEqual([people[1]]);
      expect(await store().peopleByIndex(OTHER, ['blind-2'])).toEqual([]);
    });

    test('take the keys of their wallets along when they are erased', async () => {
      await store().commit([
        { write: 'certificate.prepare', certificate: certificate(1, { person: id(1) }) },
        { write: 'certificate.prepare', certificate: certificate(2, { person: id(2) }) },
        { write: 'wallet.request', request: walletRequest(1, { certificate: id(1) }) },
        { write: 'wallet.request', request: walletRequest(2, { certificate: id(2) }) },
      ]);
      await store().commit([{ write: 'person.erase', id: id(1) }]);
      expect((await store().walletRequest(id(1)))?.keys).toEqual([]);
      expect(await store().walletRequest(id(2))).toEqual(walletRequest(2, { certificate: id(2) }));
    });

    test('have as many certificates as somebody saw, or a key is taken', async () => {
      await store().commit([person(1), person(2)].map((person) => ({ write: 'person.add', person })));
      const prepare = (n: number, of: number): Write => {
        return { write: 'certificate.prepare', certificate: certificate(n, { person: id(of) }) };
      };
      const seen = (certificates: number): Write => {
        return { write: 'person.holds', persons: [id(1), id(2), id(9)], certificates };
      };
      await store().commit([seen(0), prepare(1, 1), prepare(2, 3)]);
      const taken = { name: 'UniqueKeyError', table: 'person' };
      await expect(store().commit([seen(0), prepare(3, 2)])).rejects.toMatchObject(taken);
      expect(await store().prepared({ limit: 9 })).toHaveLength(2);
      await store().commit([seen(1)]);
      expect(await store().person(id(1))).toEqual(person(1));

      // Of rivals that all saw the same, one commits.
      const rivals = await Promise.allSettled([3, 4, 5, 6].map((n) => store().commit([seen(1), prepare(n, 2)])));
      const lost = rivals.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(lost).toMatchObject([taken, taken, taken]);
      expect(await store().prepared({ limit: 9 })).toHaveLength(3);
    });

    test('are erased: the record stays, empty, and the identity may come again', async () => {
      await store().commit([person(1), person(2)].map((person) => ({ write: 'person.add', person })));
      await store().commit([{ write: 'person.erase', id: id(1) }]);
      expect(await store().person(id(1))).toEqual(person(1, { sealedIdentity: null, blindIndex: null }));
      expect(await store().peopleByIndex(AGENCY, ['blind-1'])).toEqual([]);
      expect(await store().person(id(2))).toEqual(person(2));

      const again = person(3, { blindIndex: 'blind-1' });
      await store().commit([{ write: 'person.add', person: again }]);
      await store().commit([{ write: 'person.erase', id: id(2) }]);
      expect(await store().peopleByIndex(AGENCY, ['blind-1'])).toEqual([again]);
    });
  });
}
