import bundles from './bundles.json' with { type: 'json' };
import { MARK_SVG } from './mark.ts';

export interface Asset {
  readonly body: string;
  readonly type: string;
  /** For a service worker: the paths that it may serve, where they are not below its own. */
  readonly scope?: string;
}

const CSS = 'text/css; charset=utf-8';
const JS = 'text/javascript; charset=utf-8';

/** The files under `/assets/`, by name. Scripts and styles are bundled by `scripts/build-page.ts`. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  ['site.css', { body: bundles['site.css'], type: CSS }],
  ['front.css', { body: bundles['front.css'], type: CSS }],
  ['docs.css', { body: bundles['docs.css'], type: CSS }],
  ['statistics.css', { body: bundles['statistics.css'], type: CSS }],
  ['check.js', { body: bundles['check.js'], type: JS }],
  ['camera.js', { body: bundles['camera.js'], type: JS }],
  ['file.js', { body: bundles['file.js'], type: JS }],
  ['decode.js', { body: bundles['decode.js'], type: JS }],
  ['credential.js', { body: bundles['credential.js'], type: JS }],
  ['service.js', { body: bundles['service.js'], type: JS }],
  ['service-worker.js', { body: bundles['service-worker.js'], type: JS, scope: '/v' }],
  ['mark.svg', { body: MARK_SVG, type: 'image/svg+xml' }],
]);
