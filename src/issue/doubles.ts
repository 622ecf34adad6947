/** What people hold already that is the same as what is asked for: live, and in whichever agency. */
import { allOccupations } from '../core/all-occupations.ts';
import { dateAt } from '../core/calendar.ts';
import type { Occupation, OccupationRef } from '../core/catalogue.ts';
import type { Deps } from '../core/deps.ts';
import type { Holding } from '../core/holding.ts';
import { occupationName, sameOccupation, settledDirection } from '../core/occupation-names.ts';
import type { Decision } from './decide.ts';

type Wanted = Pick<Decision, 'request'>;

export interface Doubles {
  /** What its person holds and is the same: occupation under any of its codes, direction and level. */
  held(decision: Wanted): Holding[];
  /** Whether two of them are for one person and the same. */
  same(a: Wanted, b: Wanted): boolean;
  /** All that these people ever got, in whichever agency. */
  readonly all: readonly Holding[];
  /** Stands for the person in all agencies. */
  blindIndex(decision: Wanted): string;
}

/**
 * Those of which somebody must know before an agency issues one more: its own whatever the template, those of others where it
 * holds doubles.
 */
export function toBeShown(
  held: readonly Holding[],
  { template }: Pick<Decision, 'template'>,
  agency: string,
): readonly Holding[] {
  return template.policy.duplicates === 'hold' ? held : held.filter((one) => one.agency === agency);
}

/** Finds doubles of some decisions at a time. The occupations are read once, and only where somebody may have any. */
export function doubleFinder(
  deps: Pick<Deps, 'store' | 'vault' | 'clock' | 'settings'>,
): (decisions: readonly Wanted[]) => Promise<Doubles> {
  const { store, vault, clock, settings } = deps;
  let known: Promise<ReturnType<typeof kindsIn>> | undefined;
  return async (decisions) => {
    const indexOf = async (one: Wanted) => {
      const { idType, idNumber } = one.request.holder;
      return [one, await vault.blindIndex(idType, idNumber)] as const;
    };
    const indexes = new Map(await Promise.all(decisions.map(indexOf)));
    const blindIndex = (one: Wanted) => indexes.get(one) ?? '';
    const people = [...new Set(indexes.values())];
    const today = dateAt(clock(), settings.timeZone);
    const all = await store.holdingsOf(people);
    const live = all.filter(({ ended, validUntil }) => !ended && (validUntil === undefined || validUntil >= today));
    if (live.length === 0 && people.length === decisions.length) {
      return { held: () => [], same: () => false, all, blindIndex };
    }

    known ??= allOccupations(store).then(kindsIn);
    const kinds = await known;
    const holdings = Map.groupBy(live, (one) => one.blindIndex ?? '');
    return {
      held: (one) => (holdings.get(blindIndex(one)) ?? []).filter((holding) => kinds(one.request, holding)),
      same: (a, b) => blindIndex(a) === blindIndex(b) && kinds(a.request, b.request),
      all,
      blindIndex,
    };
  };
}

interface Kind {
  readonly occupation: OccupationRef;
  readonly jobDirection?: string | undefined;
  readonly level: { readonly scheme: string; readonly code: string };
}

/** Whether two are the same. */
function kindsIn(occupations: readonly Occupation[]): (a: Kind, b: Kind) => boolean {
  const same = sameOccupation(occupations);
  const byName = new Map(occupations.map((one) => [occupationName(one), one]));
  const direction = ({ occupation, jobDirection }: Kind) =>
    settledDirection(byName.get(occupationName(occupation)) ?? { directions: [] }, jobDirection);
  return (a, b) =>
    a.level.scheme === b.level.scheme &&
    a.level.code === b.level.code &&
    same(a.occupation, b.occupation) &&
    direction(a) === direction(b);
}
