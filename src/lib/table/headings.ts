/** What columns are called: by spreadsheets, by files, and which of ours a file means. */

/** As spreadsheets name a column, from 0: A to Z, AA, AB… */
export function columnLetters(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : `${columnLetters(Math.floor(at / 26) - 1)}${last}`;
}

/** What a column without a heading is called where its cells go back to people. */
export function unnamedHeading(at: number): string {
  return `${columnLetters(at)} 列 Column ${columnLetters(at)}`;
}

/** Whether it is the heading of a column without one, in a file that came back. */
export function isUnnamedHeading(heading: string): boolean {
  return /^[A-Z]+ 列 Column [A-Z]+$/.test(heading);
}

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

/** Characters of a heading that may be known, remarks in brackets and all. */
const LONGEST = 200;

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
    // What is taken out of it takes the square of its length.
    if (heading.length > LONGEST) return undefined;
    if (!found.has(heading) && found.size < 1_000) found.set(heading, known.get(plainHeading(heading)));
    return found.get(heading) ?? known.get(plainHeading(heading));
  };
}
