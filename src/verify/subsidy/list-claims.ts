import type { Actor } from '../../core/actor.ts';
import type { Deps } from '../../core/deps.ts';
import { AUTHORITY } from '../../core/key.ts';
import { allow, visible } from '../../core/policy.ts';
import type { Page } from '../../core/ports.ts';
import { recordReads } from '../../core/record-read.ts';
import type { ClaimFilter, SubsidyClaim } from '../../core/subsidy.ts';

/**
 * Newest first: all, or those that the office of a province entered. Whose they are is not for the list to say. Records the
 * reading. Throws `not_found` for another province's.
 */
export async function listClaims(deps: Deps, actor: Actor, query: ClaimFilter & Page): Promise<SubsidyClaim[]> {
  const { region: own } = visible(actor, 'subsidy.read');
  const { region = own } = query;
  if (region !== undefined) allow(actor, 'subsidy.read', { owner: AUTHORITY, region });
  const claims = await deps.store.listedClaims({ ...query, region });
  const data = { claims: claims.length, newest: claims[0]?.id, oldest: claims.at(-1)?.id, region };
  await recordReads(deps, actor, claims.length === 0 ? [] : [{ subject: 'subsidy.claims', owner: AUTHORITY, data }]);
  return claims;
}
