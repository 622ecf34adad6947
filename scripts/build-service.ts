/**
 * Bundles the service on Node into `node_modules/.cache/yinzheng`, from where it starts several times as fast as from its
 * sources (`src/entry/quick-load-node.mjs`). Does nothing when that was done for these sources, or where there is no bundler.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Metafile, Plugin } from 'esbuild';
import { type Bundle, CACHE, freshBundle, hashFiles } from '../src/entry/quick-load-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Of this file: another one may build something else of the same sources. */
const BUILDER = hashFiles([fileURLToPath(import.meta.url)]);
const ENTRIES = ['command-line-node', 'serve-node', 'secure-orders-node'];
/** What has machine code of its own, or asks for such. */
const LEFT_OUT = ['better-sqlite3', 'pg-native'];
/** Long enough for whoever runs an older bundle and loads another part of it. */
const KEPT_MS = 7 * 86_400_000;

/** Files beside a source are looked for where the source is. */
const ownPlace: Plugin = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts' };
    });
  },
};

/** CommonJS packages in the bundle ask for Node's modules by `require`. The bundler does not know this text, so its names are its own. */
const REQUIRE = `import { createRequire as makeRequire } from 'node:module';const require = makeRequire(import.meta.url);`;

export async function buildService(): Promise<void> {
  const cache = fileURLToPath(CACHE);
  if (freshBundle() && builderOf(cache) === BUILDER) return;
  mkdirSync(cache, { recursive: true });
  const folder = `bundle-${process.pid}-${Date.now()}`;
  const entries = ENTRIES.map((name) => `src/entry/${name}.ts`);
  const metafile = await bundle(entries, join(cache, folder));
  if (!metafile) return;
  // Packages change with the lock.
  const sources = Object.keys(metafile.inputs).filter((path) => !path.startsWith('node_modules/'));
  const files = [...sources, 'package-lock.json'].map((path) => join(root, path));
  keep({ folder, files, hash: hashFiles(files), builder: BUILDER }, cache);
  forget(cache, folder);
}

/** Programs for Node and what they share as `.mjs` files in a folder under `node_modules`. Undefined where there is no bundler. */
export async function bundle(entryPoints: string[], outdir: string): Promise<Metafile | undefined> {
  const esbuild = await import('esbuild').catch(() => undefined);
  const built = await esbuild?.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: LEFT_OUT,
    plugins: [ownPlace],
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: 'error',
  });
  return built?.metafile;
}

function builderOf(cache: string): unknown {
  return JSON.parse(readFileSync(join(cache, 'bundle.json'), 'utf8')).builder;
}

/** In one step: who starts meanwhile sees the old or the new. */
function keep(bundle: Bundle & { readonly builder: string }, cache: string): void {
  const file = join(cache, `${bundle.folder}.json`);
  writeFileSync(file, JSON.stringify(bundle));
  renameSync(file, join(cache, 'bundle.json'));
}

function forget(cache: string, newest: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (!name.startsWith('bundle-') || name === newest || Date.now() - statSync(path).mtimeMs < KEPT_MS) continue;
    rmSync(path, { recursive: true });
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await buildService();
  } catch (error) {
    process.stderr.write(`The service starts from its sources: ${error instanceof Error ? error.message : error}\n`);
  }
}
