/** Which column a heading of a file means. */

/** What people may write above a column, the first being how we write it. */
export interface Named<Name extends string> {
  readonly name: Name;
  readonly headings: readonly string[];
}

/** Width, case, spaces, marks for "required" and remarks in brackets make no other heading. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .replace(/\(.*\)|\[.*\]|【.*】/g, '')
    .replace(/[\s*_:：.-]+/g, '')
    .toLowerCase();
}

/** Gives the column that a heading names by its name or one of its headings, or undefined. */
export function headingFinder<Name extends string>(
  columns: readonly Named<Name>[],
): (heading: string) => Name | undefined {
  const known = new Map<string, Name>();
  for (const { name, headings } of columns) {
    for (const heading of [name, ...headings]) known.set(plainHeading(heading), name);
  }
  const found = new Map<string, Name | undefined>();
  return (heading) => {
    if (!found.has(heading) && found.size < 1_000) found.set(heading, known.get(plainHeading(heading)));
    return found.get(heading) ?? known.get(plainHeading(heading));
  };
}
