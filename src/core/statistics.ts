/** Counts of certificates and persons, by one dimension at a time, for everybody, a region or an agency. */

export const MEASURES = ['issued', 'persons', 'revoked', 'replaced', 'suspended', 'reinstated'] as const;
/**
 * Each is counted in the month in which it happened, so that a month that is over never changes. `persons`: those whose first
 * certificate within the scope and with this value it was; of all months they add up to distinct persons. By sex and
 * age, those whose first within the scope it was.
 */
export type Measure = (typeof MEASURES)[number];
export type Counts = Readonly<Record<Measure, number>>;

export const DIMENSIONS = [
  'total',
  'region',
  'agency',
  'class',
  'occupation',
  'flags',
  'level',
  'route',
  'sex',
  'age',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What the counts are about. */
export interface Scope {
  readonly region?: string | undefined;
  readonly agency?: string | undefined;
}

/** The name of a scope in the register. */
export function scopeName({ region, agency }: Scope): string {
  if (agency !== undefined) return `agency:${agency}`;
  return region === undefined ? 'all' : `region:${region}`;
}

/** `YYYY-MM`. */
export type Month = string;

/** One number of each kind. */
export interface Cell extends Counts {
  readonly scope: string;
  readonly dimension: Dimension;
  readonly month: Month;
  /** An occupation as `classification/edition/code`, a level as `scheme/code`; `total` has one value, `all`. */
  readonly value: string;
}

export interface TallyQuery {
  readonly scope: string;
  readonly dimension: Dimension;
  readonly from: Month;
  /** Inclusive. */
  readonly to: Month;
  /** What makes a row. */
  readonly by: 'month' | 'value';
}

export type TallyRow = Counts & { readonly key: string };
