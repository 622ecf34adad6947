import type { Occupation, OccupationRef } from './catalogue.ts';

/** `classification/edition/code`. */
export function occupationName({ classification, edition, code }: OccupationRef): string {
  return `${classification}/${edition}/${code}`;
}

/** All names of an occupation: its own, and those under which other editions have it. */
export function namesOf(occupation: Pick<Occupation, keyof OccupationRef | 'aliases'>): string[] {
  const { classification, aliases } = occupation;
  return [occupation, ...aliases].map(({ edition, code }) => occupationName({ classification, edition, code }));
}

/**
 * For each name of an occupation the newest one, by which all editions of it are counted together. Two occupations of one
 * edition are two, also where they share a former code: that one counts for the first of them.
 */
export function newestNames(occupations: readonly Occupation[]): (name: string) => string {
  const newest = new Map<string, string>();
  const older = [...occupations].sort((a, b) => Number(a.edition < b.edition) - Number(a.edition > b.edition));
  for (const occupation of older) {
    const edition = occupationName({ ...occupation, code: '' });
    const own = occupationName(occupation);
    const names = [own, ...namesOf(occupation).filter((name) => !name.startsWith(edition))];
    const known = names.map((name) => newest.get(name)).find((name) => name !== undefined && !name.startsWith(edition));
    for (const name of names) if (!newest.has(name)) newest.set(name, known ?? own);
  }
  return (name) => newest.get(name) ?? name;
}

/**
 * Whether two codes are one occupation: by aliases, whichever of the two names the other, and over the editions between
 * them. Two codes of one edition are two occupations, also where they share a former code.
 */
export function sameOccupation(occupations: readonly Occupation[]): (a: OccupationRef, b: OccupationRef) => boolean {
  const linked = new Map<string, OccupationRef[]>();
  const link = (from: OccupationRef, to: OccupationRef) => {
    const name = occupationName(from);
    linked.set(name, [...(linked.get(name) ?? []), to]);
  };
  for (const occupation of occupations) {
    for (const alias of occupation.aliases) {
      const other = { classification: occupation.classification, ...alias };
      link(occupation, other);
      link(other, occupation);
    }
  }
  const leads = (from: OccupationRef, to: string, editions: readonly string[]): boolean =>
    (linked.get(occupationName(from)) ?? []).some(
      (next) =>
        occupationName(next) === to ||
        (!editions.includes(next.edition) && leads(next, to, [...editions, next.edition])),
    );
  return (a, b) => {
    const [one, other] = [occupationName(a), occupationName(b)];
    return one === other || (a.edition !== b.edition && leads(a, other, [a.edition, b.edition]));
  };
}

/** A job direction by its Chinese name where the occupation knows it, whichever language it came in. */
export function settledDirection({ directions }: Pick<Occupation, 'directions'>, direction = ''): string {
  return directions.find((names) => Object.values(names).includes(direction))?.zh ?? direction;
}

/** How an occupation is marked in the classification. */
export function flagsOf({ digital, green }: Pick<Occupation, 'digital' | 'green'>): string {
  if (digital) return green ? 'digital+green' : 'digital';
  return green ? 'green' : 'none';
}
