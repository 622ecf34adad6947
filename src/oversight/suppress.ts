/** What of a table may be published so that nobody learns of a few people. */

/** Numbers from 1 to this less one are not shown; and of a hidden number nobody shall know more than a range this wide. */
export const SMALLEST = 10;

/** Numbers by name, and sums among them that everybody can see are sums. */
export interface Published {
  readonly numbers: ReadonlyMap<string, number>;
  readonly sums: readonly { readonly total: string; readonly parts: readonly string[] }[];
  /** What must be hidden for other reasons. */
  readonly also?: ReadonlySet<string>;
}

/**
 * The names of numbers to hide: the small ones, and as many others as it takes that no sum gives them away. In a sum of which
 * only parts are hidden, at least two are, and what they make together is wide enough for each of them; a total that is hidden has a
 * hidden part. The same input gives the same answer.
 */
export function hidden({ numbers, sums, also = new Set() }: Published): Set<string> {
  const value = (name: string) => numbers.get(name) ?? 0;
  const small = [...numbers].filter(([name, n]) => n > 0 && (n < SMALLEST || also.has(name)));
  const hide = new Set(small.map(([name]) => name));
  const bySize = (names: readonly string[]) =>
    [...names].sort((a, b) => value(a) - value(b) || (a < b ? -1 : 1)).filter((name) => value(name) > 0);
  for (;;) {
    const before = hide.size;
    for (const { total, parts } of sums) {
      const shown = bySize(parts.filter((name) => !hide.has(name)));
      const hiddenParts = () => parts.filter((name) => hide.has(name));
      if (hide.has(total)) {
        // Else the parts give it.
        while (hiddenParts().length === 0 && shown.length > 0) hide.add(shown.shift() as string);
        continue;
      }
      const tooFew = () => {
        const names = hiddenParts();
        const together = names.reduce((sum, name) => sum + value(name), 0);
        // Everybody can see that each is at least 1: the others leave it so much room.
        return names.length === 1 || (names.length > 1 && together - names.length < SMALLEST);
      };
      while (tooFew() && shown.length > 0) hide.add(shown.shift() as string);
      if (tooFew()) hide.add(total);
    }
    if (hide.size === before) return hide;
  }
}
