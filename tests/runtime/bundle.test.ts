/** What `npm run deploy:dry` makes: exactly what would be deployed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { built } from '../built.ts';

interface Meta {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly entryPoint?: string; readonly imports: readonly { readonly path: string }[] }>
  >;
}

let script: Buffer;
let meta: Meta;
beforeAll(async () => {
  const folder = await built('worker');
  script = await readFile(join(folder, 'worker.js'));
  meta = JSON.parse(await readFile(join(folder, 'bundle-meta.json'), 'utf8'));
});

test('is at most 1 MiB of gzip', () => {
  const size = gzipSync(script).length;
  console.log(`bundle: ${Math.round(size / 1024)} KiB of gzip, ${Math.round(script.length / 1024)} KiB plain`);
  expect(size).toBeLessThanOrEqual(1024 * 1024);
});

test('holds nothing of Node, of its databases, of its command line, nor a client for HTTP', () => {
  const ours = /^src\/(?:entry|storage)\/.*-node\.ts$|^src\/entry\/(?:cli|node|demo|commands\/)/;
  const packages = /node_modules\/(?:better-sqlite3|pg|prom-client|@hono\/node-server|citty|undici|ky)\//;
  const files = Object.keys(meta.inputs);
  expect(files).toContain('src/entry/worker.ts');
  expect(files.filter((file) => ours.test(file) || packages.test(file))).toEqual([]);
});

test('does not ask where it lies: in workerd modules lie nowhere', () => {
  expect(script.includes('import.meta')).toBe(false);
});

test('takes from the runtime only what workerd has', () => {
  const [output] = Object.values(meta.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  // `qrcode` and `pngjs` draw PNG with these; all are part of `nodejs_compat`.
  const known = ['cloudflare:workers', ...['assert', 'buffer', 'crypto', 'fs', 'stream', 'util', 'zlib']];
  const taken = (output?.imports ?? []).map(({ path }) => path.replace(/^node:/, ''));
  expect(taken).not.toEqual([]);
  expect(taken.filter((path) => !known.includes(path))).toEqual([]);
});
