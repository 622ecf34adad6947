/**
 * The service worker of `GET /v`: brings the page up without a network. It holds the page in both languages and what the page
 * loads, as they were last seen; while there is a network it asks there first, so that a mended page is there at once.
 * Signed lists are the page's own business.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const CACHE = 'yinzheng-page';
const PAGES = ['/v?lang=zh', '/v?lang=en'];
const FILES = ['/assets/site.css', '/assets/check.js', '/assets/mark.svg'];
/** Kept once they were needed. */
const PARTS = [
  '/assets/camera.js',
  '/assets/file.js',
  '/assets/decode.js',
  '/assets/credential.js',
  '/assets/service.js',
];
/** A network that is slower than this is as good as none, when the page is at hand. */
const LIMIT_MS = 2_500;

worker.addEventListener('install', (event) => {
  const fill = async () => (await caches.open(CACHE)).addAll([...PAGES, ...FILES]);
  event.waitUntil(fill().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const name = nameOf(event.request);
  if (name !== undefined) event.respondWith(answer(event.request, name));
});

/** Under which name an answer is kept; undefined for requests that are none of ours. */
function nameOf({ method, mode, url }: Request): string | undefined {
  const { origin, pathname, searchParams } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return undefined;
  if (FILES.includes(pathname) || PARTS.includes(pathname)) return pathname;
  if (pathname !== '/v' || mode !== 'navigate') return undefined;
  const asked = `/v?lang=${searchParams.get('lang')}`;
  return PAGES.includes(asked) ? asked : `/v?lang=${preferred()}`;
}

/** As the service reads Accept-Language: Chinese or English, whichever comes first, and English for all others. */
function preferred(): string {
  const known = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return known.find((tag) => tag === 'zh' || tag === 'en') ?? 'en';
}

async function answer(request: Request, name: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const found = fetch(request).then((response) => {
    // Where there is no room to keep it, it is still an answer.
    if (response.ok) cache.put(name, response.clone()).catch(() => {});
    return response;
  });
  const kept = await cache.match(name, { ignoreVary: true });
  if (!kept) return found;
  const late = new Promise<Response>((resolve) => setTimeout(resolve, LIMIT_MS, kept));
  return Promise.race([
    found.then(
      (response) => (response.ok ? response : kept),
      () => kept,
    ),
    late,
  ]);
}
