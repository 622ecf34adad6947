/** Catalogues of subsidies, and the register of claims. */
import { and, asc, desc, eq, gte, isNotNull, isNull, lt, lte } from 'drizzle-orm';
import type { SubsidyClaim } from '../core/subsidy.ts';
import type { Tables } from './schema-sqlite.ts';
import type { Theme } from './statements.ts';
import { first, inserting, read } from './statements.ts';

export const subsidies: Theme<
  'subsidyCatalogues' | 'subsidyClaims' | 'subsidyClaimsFor' | 'listedClaims' | 'subsidyClaim',
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
      listedClaims: async ({ limit, after, catalogue: under, certificate, region, from, until, withdrawn }) => {
        const where = [
          after === undefined ? undefined : lt(claim.id, after),
          under === undefined ? undefined : eq(claim.catalogue, under),
          certificate === undefined ? undefined : eq(claim.certificate, certificate),
          region === undefined ? undefined : eq(claim.region, region),
          from === undefined ? undefined : gte(claim.on, from),
          until === undefined ? undefined : lte(claim.on, until),
          withdrawn === undefined ? undefined : (withdrawn ? isNotNull : isNull)(claim.withdrawnAt),
        ];
        const rows = db
          .select({ claim: claim.claim })
          .from(claim)
          .where(and(...where));
        return (await read(rows.orderBy(desc(claim.id)).limit(limit))).map((row) => row.claim);
      },
      subsidyClaim: async (id) => (await first(db.select().from(claim).where(eq(claim.id, id))))?.claim,
    },
    writes: {
      'subsidy.catalogue': ({ catalogue: definition }) => [
        addCatalogue({ id: definition.id, version: definition.version, definition }),
      ],
      'subsidy.claim': ({ claim: one }) => [addClaim(rowOf(one))],
      'subsidy.put': ({ claim: one }) => [
        db
          .update(claim)
          .set(rowOf(one))
          .where(and(eq(claim.claimant, one.claimant), eq(claim.n, one.n)))
          .toSQL(),
      ],
    },
  };
};

function rowOf(claim: SubsidyClaim): Tables['subsidy_claim']['$inferInsert'] {
  const { catalogue, region = null, withdrawnAt = null } = claim;
  return { ...claim, catalogue: catalogue.id, region, withdrawnAt, claim };
}
