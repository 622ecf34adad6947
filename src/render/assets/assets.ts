import bundles from '#bundles' with { type: 'json' };
import { MARK_SVG } from './mark.ts';

export interface Asset {
  readonly body: string;
  readonly type: string;
  /** For a service worker: the paths that it may serve, where they are not below its own. */
  readonly scope?: string;
}

const CSS = 'text/css; charset=utf-8';
const JS = 'text/javascript; charset=utf-8';

/** Cloudflare serves these files from `dist/assets`: a Worker, which has little room, finds none behind this name. */
const bundled: Readonly<Partial<typeof bundles>> = bundles;

const FILES: readonly (readonly [name: keyof typeof bundles, type: string, scope?: string])[] = [
  ['site.css', CSS],
  ['front.css', CSS],
  ['docs.css', CSS],
  ['statistics.css', CSS],
  ['check.js', JS],
  ['camera.js', JS],
  ['file.js', JS],
  ['decode.js', JS],
  ['credential.js', JS],
  ['service.js', JS],
  ['service-worker.js', JS, '/v'],
];

/** The files under `/assets/`, by name. Scripts and styles are bundled by `scripts/build-page.ts`. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  ...FILES.flatMap(([name, type, scope]): [string, Asset][] => {
    const body = bundled[name];
    return body === undefined ? [] : [[name, { body, type, ...(scope !== undefined && { scope }) }]];
  }),
  ['mark.svg', { body: MARK_SVG, type: 'image/svg+xml' }],
]);
