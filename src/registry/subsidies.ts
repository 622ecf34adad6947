/** The catalogues of rules for subsidies: data with validity dates. */
import type { Actor } from '../core/actor.ts';
import { knownOccupations } from '../core/all-occupations.ts';
import { isLocalDate } from '../core/calendar.ts';
import type { Deps } from '../core/deps.ts';
import { invalidRequest, type Violation } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { route } from '../core/lists.ts';
import { allow } from '../core/policy.ts';
import { eventWrite } from '../core/record-event.ts';
import type { SubsidyCatalogue } from '../core/subsidy.ts';
import { commitNew, textFaults } from './agencies.ts';

type CatalogueDeps = Pick<Deps, 'store' | 'clock' | 'random'>;

/** All versions. */
export async function listSubsidyCatalogues({ store }: CatalogueDeps, actor: Actor): Promise<SubsidyCatalogue[]> {
  allow(actor, 'catalogue.read');
  return store.subsidyCatalogues();
}

/** The next version of a catalogue, or a new one's first. Of versions that count on the same day, the newest does. */
export async function addSubsidyCatalogue(
  deps: CatalogueDeps,
  actor: Actor,
  input: Omit<SubsidyCatalogue, 'version'>,
): Promise<SubsidyCatalogue> {
  allow(actor, 'catalogue.write');
  const faults = await faultsOf(deps, input);
  if (faults.length > 0) throw invalidRequest(faults);
  const newest = (await deps.store.subsidyCatalogues(input.id)).at(-1);
  const catalogue: SubsidyCatalogue = { ...input, version: (newest?.version ?? 0) + 1 };
  const { id, version } = catalogue;
  await commitNew(deps.store, `Another new version of ${id} came first. Read it, then try again.`, [
    { write: 'subsidy.catalogue', catalogue },
    eventWrite(deps, actor, 'subsidy.catalogue', { subject: `${id}/${version}`, owner: AUTHORITY }),
  ]);
  return catalogue;
}

async function faultsOf(
  { store }: CatalogueDeps,
  { name, validFrom, validUntil, rules: { excludedRoutes, levels, occupations } }: Omit<SubsidyCatalogue, 'version'>,
): Promise<Violation[]> {
  const faults = Object.entries(name).flatMap(([tag, text]) => textFaults(text, `/name/${tag}`));
  const refuse = (pointer: string, rule: string, message: string) => faults.push({ pointer, rule, message });
  if (!isLocalDate(validFrom)) refuse('/validFrom', 'date', 'must be a day of the calendar, YYYY-MM-DD');
  if (validUntil !== undefined && (!isLocalDate(validUntil) || validUntil < validFrom)) {
    refuse('/validUntil', 'order', 'must be a day that is not before the first');
  }
  for (const [i, code] of excludedRoutes.entries()) {
    if (!route(code)) refuse(`/rules/excludedRoutes/${i}`, 'known', 'there is no such route');
  }
  const isKnown = occupations && (await knownOccupations(store));
  for (const [i, ref] of (occupations ?? []).entries()) {
    if (!isKnown?.(ref)) refuse(`/rules/occupations/${i}`, 'known', 'is not in the register');
  }
  const known = levels && (await store.levelScheme(levels.scheme))?.levels.map(({ code }) => code);
  if (levels && !known) refuse('/rules/levels/scheme', 'known', 'is not in the register');
  for (const [i, code] of (levels?.codes ?? []).entries()) {
    if (!known?.includes(code)) refuse(`/rules/levels/codes/${i}`, 'known', 'is no level of the scheme');
  }
  return faults;
}
