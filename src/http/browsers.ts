/** What calls that people make with a browser have in common: a language, and pages instead of problem details. */
import { z } from '@hono/zod-openapi';
import type { html } from 'hono/html';
import { type Violation, YinzhengError } from '../core/errors.ts';
import type { AppContext } from './context.ts';
import { type Language, preferred, preferredLanguage } from './negotiate.ts';
import { PROBLEMS, type ProblemCode, problemHeaders, problemOf } from './problem.ts';

export type Html = ReturnType<typeof html>;

const Lang = z
  .enum(['zh', 'en'])
  .optional()
  .catch(undefined)
  .openapi({ type: 'string', enum: ['zh', 'en'], description: 'Instead of Accept-Language.' });

/** Pages overlook parameters that they do not know: messengers and search engines hang their own on links. */
export const pageQuery = z.object({ lang: Lang });

/** Of forms, whose addresses nobody passes on. */
export const formQuery = z.strictObject({ lang: Lang });

/** The language that was chosen on the page before, or else that of the browser. */
export function languageOf(c: AppContext): Language {
  c.header('Vary', 'Accept-Language', { append: true });
  return pageQuery.parse(c.req.query()).lang ?? preferredLanguage(c.req.header('accept-language'));
}

/** Whether a page is wanted; where all is accepted alike, as `otherwise` says. */
export function wantsPage(c: AppContext, otherwise: 'page' | 'json'): boolean {
  c.header('Vary', 'Accept');
  const types = ['text/html', 'application/json'] as const;
  const liked = preferred(c.req.header('accept'), otherwise === 'page' ? types : [...types].reverse());
  return liked === undefined ? otherwise === 'page' : liked === 'text/html';
}

/** What somebody could not do: what they asked for, and why not. */
export interface RefusedView {
  readonly act: 'share' | 'offer' | 'look' | 'count';
  /** That of the certificate; empty where the address has none. */
  readonly token: string;
  readonly code: ProblemCode;
  readonly violations: readonly Violation[];
  readonly language: Language;
}

export type RefusedPage = (view: RefusedView) => Html;

/** Refuses with a page where one is wanted. Programs get problem details. */
export function refusingWithPage(act: RefusedView['act'], otherwise: 'page' | 'json', page: RefusedPage) {
  return (c: AppContext, error: unknown): Response | Promise<Response> | undefined => {
    if (!wantsPage(c, otherwise)) return undefined;
    const code = error instanceof YinzhengError ? error.code : 'internal';
    return answerRefused(c, page, { act, code, violations: problemOf(error).violations ?? [] });
  };
}

/** A refusal as a page, with the status and headers of its problem. */
export function answerRefused(
  c: AppContext,
  page: RefusedPage,
  refused: Pick<RefusedView, 'act' | 'code' | 'violations'>,
): Response | Promise<Response> {
  const { status } = PROBLEMS[refused.code];
  problemHeaders(c, status);
  const token = c.req.param('token') ?? '';
  return c.html(page({ ...refused, token, language: languageOf(c) }), status);
}
