/** How certificates look on paper: data that an authority ships and an agency chooses from and adapts. */
import type { LanguageText } from './language.ts';

/** What a certificate on paper may say besides whose it is, by whom, and its number. */
export const PAPER_FACTS = [
  'occupation',
  'jobDirection',
  'level',
  'standard',
  'route',
  'assessedOn',
  'scores',
  'issuedOn',
  'validUntil',
] as const;
export type PaperFact = (typeof PAPER_FACTS)[number];

export interface Layout {
  readonly id: string;
  readonly name: LanguageText;
  readonly orientation: 'portrait' | 'landscape';
  /** `#rrggbb`: of titles and frame, and of lines and small ornaments. */
  readonly colours: { readonly accent: string; readonly ornament: string };
  /** The sentence under the name; `{occupation}`, `{level}` and `{jobDirection}` are blanks. */
  readonly statement: LanguageText;
  /** In this order; what a certificate has no value for is left out. */
  readonly facts: readonly PaperFact[];
  /** The code that verifies by itself, or the small one that opens a page. */
  readonly code: 'seal' | 'small';
}

/** What an agency chose: a layout, and what it wants otherwise. */
export interface LayoutChoice {
  readonly layout: string;
  readonly colours?: { readonly accent?: string | undefined; readonly ornament?: string | undefined } | undefined;
  readonly statement?: LanguageText | undefined;
  readonly facts?: readonly PaperFact[] | undefined;
  readonly code?: Layout['code'] | undefined;
}

/** The layout with the agency's changes. */
export function chosenLayout(
  layout: Layout,
  { colours, statement, facts, code }: Omit<LayoutChoice, 'layout'>,
): Layout {
  return {
    ...layout,
    colours: {
      accent: colours?.accent ?? layout.colours.accent,
      ornament: colours?.ornament ?? layout.colours.ornament,
    },
    ...(statement !== undefined && { statement }),
    ...(facts !== undefined && { facts }),
    ...(code !== undefined && { code }),
  };
}

/** Contrast with white paper (WCAG 2.2): what is under 4.5 is hard to read, and is lost where colours print in grey. */
export function contrastOnPaper(colour: string): number {
  const parts = (colour.match(/[0-9a-f]{2}/gi) ?? []).map((part) => Number.parseInt(part, 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
