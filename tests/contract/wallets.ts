import { describe, expect, test } from 'vitest';
import { LINK_OFFER_MS, linkOffers, txTries } from '../../src/core/wallet.ts';
import { copy, id, NOW, walletGrant, walletOffer, walletRequest } from './samples.ts';
import type { Current } from './store.ts';

export function walletsContract(store: Current): void {
  describe('wallets', () => {
    test('a copy is known by its digest; of two answers to one request, one is kept', async () => {
      const one = copy('a', { request: id(7), place: 0 });
      await store().commit([one, copy('b'), copy('c')].map((each) => ({ write: 'copy.add', copy: each })));
      expect(await store().copy('a')).toEqual(one);
      expect(await store().copy('b')).toEqual(copy('b'));
      expect(await store().copy('x')).toBeUndefined();
      const again = store().commit([{ write: 'copy.add', copy: copy('d', { request: id(7), place: 0 }) }]);
      await expect(again).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'signed_copy' });
    });

    test('an offer is redeemed once, and its grant is found by its token', async () => {
      await store().commit([{ write: 'wallet.offer', offer: walletOffer(1) }]);
      expect(await store().walletOffer(id(1))).toEqual(walletOffer(1));
      expect(await store().walletOffer(id(2))).toBeUndefined();
      await store().commit([{ write: 'wallet.grant', grant: walletGrant(1) }]);
      const again = store().commit([{ write: 'wallet.grant', grant: walletGrant(1, { tokenHash: 'other' }) }]);
      await expect(again).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'wallet_grant' });
      expect(await store().walletGrant('token-1')).toEqual(walletGrant(1));
      expect(await store().walletGrant('other')).toBeUndefined();
    });

    test('a nonce is used once, and then nothing of that commit is kept', async () => {
      const nonce = { write: 'wallet.nonce', hash: 'n', expiresAt: NOW } as const;
      await store().commit([nonce]);
      const again = store().commit([{ write: 'wallet.request', request: walletRequest(1) }, nonce]);
      await expect(again).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'wallet_nonce' });
      expect(await store().walletRequest(id(1))).toBeUndefined();
    });

    test('of each configuration of an offer there is one request', async () => {
      await store().commit([{ write: 'wallet.request', request: walletRequest(1) }]);
      expect(await store().walletRequest(id(1))).toEqual(walletRequest(1));
      const other = walletRequest(2, { offer: id(1), configuration: 'b' });
      await store().commit([{ write: 'wallet.request', request: other }]);
      expect(await store().walletRequestFor(id(1), 'b')).toEqual(other);
      expect(await store().walletRequestFor(id(2), 'b')).toBeUndefined();
      const again = store().commit([{ write: 'wallet.request', request: walletRequest(3, { offer: id(1) }) }]);
      await expect(again).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'wallet_request' });
    });

    test('the keys of a wallet are dropped once it was answered, and those that wait with their offer', async () => {
      await store().commit([
        { write: 'wallet.offer', offer: walletOffer(1, { expiresAt: NOW + 4 }) },
        { write: 'wallet.offer', offer: walletOffer(2, { expiresAt: NOW + 5 }) },
        ...[1, 2, 3].map((n) => ({ write: 'wallet.request', request: walletRequest(n) }) as const),
      ]);
      await store().commit([{ write: 'wallet.answered', id: id(3) }]);
      await store().commit([{ write: 'wallet.forget', before: NOW + 5 }]);
      expect(await store().walletRequest(id(1))).toEqual(walletRequest(1, { keys: [] }));
      expect(await store().walletRequest(id(2))).toEqual(walletRequest(2));
      expect(await store().walletRequest(id(3))).toEqual(walletRequest(3, { keys: [] }));
    });

    test('an offer that has not ended stays redeemed, and its tries stay counted', async () => {
      const offer = walletOffer(1, { expiresAt: NOW + 30 });
      const tries = { ...txTries(offer), limit: 1 };
      await store().commit([
        { write: 'wallet.offer', offer },
        { write: 'wallet.grant', grant: walletGrant(1, { expiresAt: NOW + 4 }) },
      ]);
      expect(await store().spend(tries, 1)).toBe(true);
      await store().commit([{ write: 'wallet.forget', before: NOW + 30 }]);
      const again = store().commit([{ write: 'wallet.grant', grant: walletGrant(1, { tokenHash: 'other' }) }]);
      await expect(again).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'wallet_grant' });
      expect(await store().spend(tries, 1)).toBe(false);
      await store().commit([{ write: 'wallet.forget', before: NOW + 31 }]);
      expect([await store().walletGrant('token-1'), await store().spent(tries)]).toEqual([undefined, 0]);
    });

    test('what has ended is forgotten, with the tries that were counted, and nothing else', async () => {
      const tries = { ...txTries(walletOffer(1)), limit: 2 };
      const others = { ...txTries(walletOffer(2)), begins: NOW + 10, limit: 2 };
      const requests = { name: 'requests:x', begins: NOW, ends: NOW, limit: 9 };
      const [before, after] = [linkOffers('x', NOW), linkOffers('y', NOW + LINK_OFFER_MS)];
      await store().commit([
        { write: 'wallet.offer', offer: walletOffer(1, { expiresAt: NOW + 4 }) },
        { write: 'wallet.offer', offer: walletOffer(2, { expiresAt: NOW + 5 }) },
        { write: 'wallet.grant', grant: walletGrant(1, { expiresAt: NOW + 4 }) },
        { write: 'wallet.nonce', hash: 'old', expiresAt: NOW + 4 },
        { write: 'wallet.nonce', hash: 'new', expiresAt: NOW + 5 },
      ]);
      expect([await store().spend(tries, 1), await store().spend(tries, 1), await store().spend(tries, 1)]).toEqual([
        true,
        true,
        false,
      ]);
      await store().spend(others, 1);
      for (const each of [requests, before, after]) await store().spend(each, 1);
      await store().commit([{ write: 'wallet.forget', before: NOW + 5 }]);
      expect(await store().walletOffer(id(1))).toBeUndefined();
      expect(await store().walletOffer(id(2))).toBeDefined();
      expect(await store().walletGrant('token-1')).toBeUndefined();
      expect([await store().spent(tries), await store().spent(others), await store().spent(requests)]).toEqual([
        0, 1, 1,
      ]);
      expect([await store().spent(before), await store().spent(after)]).toEqual([0, 1]);
      await store().commit([{ write: 'wallet.nonce', hash: 'old', expiresAt: NOW }]);
      await expect(store().commit([{ write: 'wallet.nonce', hash: 'new', expiresAt: NOW }])).rejects.toThrow();
    });
  });
}
