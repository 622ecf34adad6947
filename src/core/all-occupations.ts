import type { Occupation, OccupationRef } from './catalogue.ts';
import { occupationName } from './occupation-names.ts';
import type { Store } from './ports.ts';

const PAGE = 500;

/** The whole register of occupations: some thousand entries. */
export async function allOccupations(store: Pick<Store, 'occupations'>): Promise<Occupation[]> {
  const all: Occupation[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await store.occupations({ limit: PAGE, after: last && occupationName(last) });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** Whether an occupation is in the register, for lists of them: it is read once. */
export async function knownOccupations(store: Pick<Store, 'occupations'>): Promise<(ref: OccupationRef) => boolean> {
  const names = new Set((await allOccupations(store)).map(occupationName));
  return (ref) => names.has(occupationName(ref));
}
