/** Offers to holders' wallets, what came of them, and the copies that were signed. */
import { and, eq, inArray, like, lt, notExists, type SQL, sql } from 'drizzle-orm';
import { LINK_OFFERS_OF, TX_TRIES_OF } from '../core/wallet.ts';
import type { Theme } from './statements.ts';
import { first, hole, inserting, present } from './statements.ts';

export const wallets: Theme<
  'copy' | 'walletOffer' | 'walletGrant' | 'walletRequest' | 'walletRequestFor',
  'copy.add' | 'wallet.offer' | 'wallet.grant' | 'wallet.nonce' | 'wallet.request' | 'wallet.answered' | 'wallet.forget'
> = (
  db,
  {
    signed_copy: copy,
    wallet_offer: offer,
    wallet_grant: grant,
    wallet_nonce: nonce,
    wallet_request: request,
    allowance,
  },
) => {
  const addCopy = inserting(db, copy);
  const addOffer = inserting(db, offer);
  const addGrant = inserting(db, grant);
  const addNonce = inserting(db, nonce);
  const addRequest = inserting(db, request);
  const copyById = db
    .select()
    .from(copy)
    .where(eq(copy.id, hole('id')))
    .prepare();
  const offerById = db
    .select()
    .from(offer)
    .where(eq(offer.id, hole('id')))
    .prepare();
  const grantByToken = db
    .select()
    .from(grant)
    .where(eq(grant.tokenHash, hole('hash')))
    .prepare();
  const requestById = db
    .select()
    .from(request)
    .where(eq(request.id, hole('id')))
    .prepare();
  const requestFor = db
    .select()
    .from(request)
    .where(and(eq(request.offer, hole('offer')), eq(request.configuration, hole('configuration'))))
    .prepare();

  const ended = (before: number) => lt(offer.expiresAt, before);
  const ofNoOffer = (id: SQL) => notExists(db.select({ one: sql`1` }).from(offer).where(eq(offer.id, id)));

  return {
    reads: {
      copy: async (id) => {
        const row = await first(copyById.execute({ id }));
        return row && present(row);
      },
      walletOffer: (id) => first(offerById.execute({ id })),
      walletGrant: (hash) => first(grantByToken.execute({ hash })),
      walletRequest: (id) => first(requestById.execute({ id })),
      walletRequestFor: (offer, configuration) => first(requestFor.execute({ offer, configuration })),
    },
    writes: {
      'copy.add': (write) => [addCopy(write.copy)],
      'wallet.offer': (write) => [addOffer(write.offer)],
      'wallet.grant': (write) => [addGrant(write.grant)],
      'wallet.nonce': ({ hash, expiresAt }) => [addNonce({ hash, expiresAt })],
      'wallet.request': (write) => [addRequest(write.request)],
      'wallet.answered': ({ id }) => [db.update(request).set({ keys: [] }).where(eq(request.id, id)).toSQL()],
      'wallet.forget': ({ before }) => [
        db
          .update(request)
          .set({ keys: [] })
          .where(inArray(request.offer, db.select({ id: offer.id }).from(offer).where(ended(before))))
          .toSQL(),
        db.delete(offer).where(ended(before)).toSQL(),
        // As long as there is an offer, its grant says that it was redeemed, and its allowance how often that was tried.
        db
          .delete(grant)
          .where(and(lt(grant.expiresAt, before), ofNoOffer(sql`${grant.offer}`)))
          .toSQL(),
        db.delete(nonce).where(lt(nonce.expiresAt, before)).toSQL(),
        db
          .delete(allowance)
          .where(
            and(
              like(allowance.name, `${TX_TRIES_OF}%`),
              ofNoOffer(sql`substr(${allowance.name}, ${TX_TRIES_OF.length + 1})`),
            ),
          )
          .toSQL(),
        db
          .delete(allowance)
          .where(and(like(allowance.name, `${LINK_OFFERS_OF}%`), lt(allowance.begins, before)))
          .toSQL(),
      ],
    },
  };
};
