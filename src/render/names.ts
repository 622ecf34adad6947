/** What codes are called, for pages that get codes alone. */
import { inLanguage, type LanguageText } from '../core/language.ts';
import { allReasons, shippedLevelSchemes, shippedOccupations } from '../core/lists.ts';
import type { Language } from './words.ts';

/** Names by code in one language. */
export interface Names {
  readonly reasons: Readonly<Record<string, string>>;
  /** By scheme and code, e.g. `CN-SKILL 3`. */
  readonly levels: Readonly<Record<string, string>>;
  /** By classification, edition and code, e.g. `CN-OCD 2022 4-04-05-05`. */
  readonly occupations: Readonly<Record<string, string>>;
}

/** The names that ship with the code: all reasons and levels, and those occupations that every register starts with. */
export function namesIn(language: Language): Names {
  const table = (entries: readonly (readonly [string, LanguageText])[]) =>
    Object.fromEntries(entries.map(([code, name]) => [code, inLanguage(name, language)]));
  return {
    reasons: table(allReasons().map(({ code, name }) => [code, name])),
    levels: table(
      shippedLevelSchemes().flatMap((scheme) =>
        scheme.levels.map(({ code, name }) => [`${scheme.code} ${code}`, name] as const),
      ),
    ),
    occupations: table(
      shippedOccupations().map(({ classification, edition, code, name }) => [
        `${classification} ${edition} ${code}`,
        name,
      ]),
    ),
  };
}
