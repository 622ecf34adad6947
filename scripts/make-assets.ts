/**
 * Writes the files of `/assets/` to `dist/assets`, from where Cloudflare serves them without waking the Worker, and the
 * headers that the app gives them to `_headers`. wrangler runs this before it bundles.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createApp } from '../src/app.ts';
import type { AppDeps } from '../src/http/context.ts';
import { ASSETS } from '../src/render/assets/assets.ts';

const FOLDER = new URL('../dist/assets/', import.meta.url);
/** These belong to one answer; Cloudflare makes its own. */
const OF_ONE_ANSWER = ['content-length', 'etag', 'x-request-id'];

/** Whole or not at all: another wrangler may be reading it. */
async function write(path: string, content: Uint8Array | string): Promise<void> {
  const aside = new URL(`../${path.replaceAll('/', '-')}.${process.pid}`, FOLDER);
  await writeFile(aside, content);
  await rename(aside, new URL(path, FOLDER));
}

// All that these files ask of a service.
const deps: Pick<AppDeps, 'settings' | 'clock' | 'random' | 'log'> = {
  settings: { origin: 'https://cert.example', timeZone: 'Asia/Shanghai', allowedHosts: [] },
  clock: Date.now,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  log: () => {},
};
const app = createApp(deps as AppDeps);

await mkdir(new URL('assets', FOLDER), { recursive: true });
const rules: string[] = [];
for (const name of ASSETS.keys()) {
  const path = `assets/${name}`;
  const answer = await app.request(`/${path}`, { headers: { Origin: 'https://elsewhere.example' } });
  const headers = [...answer.headers].filter(([header]) => !OF_ONE_ANSWER.includes(header));
  rules.push(`/${path}`, ...headers.map(([header, value]) => `  ${header}: ${value}`));
  await write(path, new Uint8Array(await answer.arrayBuffer()));
}
await write('_headers', `${rules.join('\n')}\n`);
