/** Catalogues of subsidies, and the register of claims. */
import { and, asc, eq } from 'drizzle-orm';
import type { Theme } from './statements.ts';
import { first, inserting, read } from './statements.ts';

export const subsidies: Theme<
  'subsidyCatalogues' | 'subsidyClaims' | 'subsidyClaimsFor' | 'subsidyClaim',
  'subsidy.catalogue' | 'subsidy.claim' | 'subsidy.put'
> = (db, { subsidy_catalogue: catalogue, subsidy_claim: claim }) => {
  const addCatalogue = inserting(db, catalogue);
  const addClaim = inserting(db, claim);
  return {
    reads: {
      subsidyCatalogues: async (id) => {
        const whose = id === undefined ? undefined : eq(catalogue.id, id);
        const rows = db.select().from(catalogue).where(whose).orderBy(asc(catalogue.id), asc(catalogue.version));
        return (await read(rows)).map(({ definition }) => definition);
      },
      subsidyClaims: async (claimant) => {
        const rows = db.select().from(claim).where(eq(claim.claimant, claimant)).orderBy(asc(claim.n));
        return (await read(rows)).map((row) => row.claim);
      },
      subsidyClaimsFor: async (certificate) => {
        const rows = db.select().from(claim).where(eq(claim.certificate, certificate));
        return (await read(rows)).map((row) => row.claim);
      },
      subsidyClaim: async (id) => (await first(db.select().from(claim).where(eq(claim.id, id))))?.claim,
    },
    writes: {
      'subsidy.catalogue': ({ catalogue: definition }) => [
        addCatalogue({ id: definition.id, version: definition.version, definition }),
      ],
      'subsidy.claim': ({ claim: one }) => {
        const { claimant, n, id, certificate } = one;
        return [addClaim({ claimant, n, id, certificate, claim: one })];
      },
      'subsidy.put': ({ claim: one }) => [
        db
          .update(claim)
          .set({ claim: one })
          .where(and(eq(claim.claimant, one.claimant), eq(claim.n, one.n)))
          .toSQL(),
      ],
    },
  };
};
