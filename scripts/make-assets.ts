/**
 * Writes the files of `/assets/` to `dist/assets`, from where Cloudflare serves them without waking the Worker, and the
 * headers that the app gives them to `_headers`; and the fonts, which the Worker reads from there. wrangler runs this
 * before it bundles.
 */
import { copyFile, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { createApp } from '../src/app.ts';
import { FONT_FILES } from '../src/core/fonts.ts';
import { fontPath } from '../src/entry/fonts-node.ts';
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

await mkdir(new URL('fonts', FOLDER), { recursive: true });
for (const file of FONT_FILES) {
  const [from, to] = [fontPath(file), new URL(`fonts/${file}`, FOLDER)];
  const there = await stat(to).catch(() => undefined);
  // 30 MB that change with a package's version alone, and with it in size.
  if (there?.size === (await stat(from)).size) continue;
  const aside = new URL(`../${file}.${process.pid}`, FOLDER);
  await copyFile(from, aside);
  await rename(aside, to);
}
