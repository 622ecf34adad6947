import { CHECK_JS } from './check-js.ts';
import { DOCS_CSS } from './docs-css.ts';
import { MARK_SVG } from './mark.ts';
import { SITE_CSS } from './site-css.ts';

/** The files under `/assets/`, by name. */
export const ASSETS: ReadonlyMap<string, { readonly body: string; readonly type: string }> = new Map([
  ['site.css', { body: SITE_CSS, type: 'text/css; charset=utf-8' }],
  ['docs.css', { body: DOCS_CSS, type: 'text/css; charset=utf-8' }],
  ['check.js', { body: CHECK_JS, type: 'text/javascript; charset=utf-8' }],
  ['mark.svg', { body: MARK_SVG, type: 'image/svg+xml' }],
]);
