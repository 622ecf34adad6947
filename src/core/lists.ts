/** The coded lists that ship as data in `schemas/`. A test holds every file to the types that are asserted here. */
import layouts from '../../schemas/layouts.json' with { type: 'json' };
import levels from '../../schemas/levels.json' with { type: 'json' };
import cnOcd2022 from '../../schemas/occupations/CN-OCD-2022.json' with { type: 'json' };
import purposes from '../../schemas/purposes.json' with { type: 'json' };
import reasons from '../../schemas/reasons.json' with { type: 'json' };
import regions from '../../schemas/regions.json' with { type: 'json' };
import reserved from '../../schemas/reserved-words.json' with { type: 'json' };
import routes from '../../schemas/routes.json' with { type: 'json' };
import subsidies from '../../schemas/subsidies.json' with { type: 'json' };
import templates from '../../schemas/templates.json' with { type: 'json' };
import titles from '../../schemas/titles.json' with { type: 'json' };
import type { LocalDate } from './calendar.ts';
import type { LevelScheme, Occupation, Reason, Region, Route } from './catalogue.ts';
import { invalidRequest } from './errors.ts';
import type { Layout } from './layout.ts';
import type { EqualTitle, SubsidyCatalogue } from './subsidy.ts';
import type { Template } from './template.ts';
import type { Purpose } from './verification.ts';

const REASONS = new Map((reasons as readonly Reason[]).map((entry) => [entry.code, entry]));
const ROUTES = new Map((routes as readonly Route[]).map((entry) => [entry.code, entry]));
const PURPOSES = new Map((purposes as readonly Purpose[]).map((entry) => [entry.code, entry]));
const REGIONS = new Map((regions as readonly Region[]).map((entry) => [entry.division, entry]));

/** Why a certificate is withdrawn, held or replaced, e.g. `exam_fraud`. */
export function reason(code: string): Reason | undefined {
  return REASONS.get(code);
}

/** The reason, if this act may name it. Throws `invalid_request` at `/reason`. */
export function checkedReason(code: string | undefined, action: Reason['actions'][number]): Reason {
  const found = code === undefined ? undefined : reason(code);
  if (found?.actions.includes(action)) return found;
  const codes = allReasons().flatMap(({ code, actions }) => (actions.includes(action) ? [code] : []));
  const message = `${code === undefined ? 'say why' : `is no reason to ${action}`}: ${codes.join(', ')}`;
  throw invalidRequest([{ pointer: '/reason', rule: 'reason', message }]);
}

export function allReasons(): readonly Reason[] {
  return [...REASONS.values()];
}

/** How somebody was assessed, e.g. `social_assessment`. */
export function route(code: string): Route | undefined {
  return ROUTES.get(code);
}

/** Why somebody has a file of certificates verified, e.g. `recruitment`. */
export function purpose(code: string): Purpose | undefined {
  return PURPOSES.get(code);
}

export function allPurposes(): readonly Purpose[] {
  return [...PURPOSES.values()];
}

export function allRoutes(): readonly Route[] {
  return [...ROUTES.values()];
}

export function allRegions(): readonly Region[] {
  return [...REGIONS.values()];
}

/** A province by its GB/T 2260 code of two digits, e.g. `33`. */
export function region(division: string): Region | undefined {
  return REGIONS.get(division);
}

/** What a new register starts with; later entries are the register's own. */
export function shippedOccupations(): readonly Occupation[] {
  return cnOcd2022;
}

export function shippedLevelSchemes(): readonly LevelScheme[] {
  return levels;
}

export function shippedTemplates(): readonly Template[] {
  return templates as readonly Template[];
}

export function shippedSubsidies(): readonly SubsidyCatalogue[] {
  return subsidies;
}

/** Which levels are treated equally with which professional titles, and since when. */
export function allTitles(): readonly EqualTitle[] {
  return titles;
}

export function equalTitles({ scheme, code }: { readonly scheme: string; readonly code: string }, on: LocalDate) {
  return allTitles().filter(
    (one) => one.scheme === scheme && one.level === code && one.validFrom <= on && on <= (one.validUntil ?? on),
  );
}

/** How certificates may look on paper; the first is for agencies that chose none. */
export function shippedLayouts(): readonly Layout[] {
  return layouts as readonly Layout[];
}

export function shippedLayout(id: string): Layout | undefined {
  return shippedLayouts().find((layout) => layout.id === id);
}

/** Words that a template may not use without the right to. */
export function reservedWords(): readonly string[] {
  return reserved;
}
