/**
 * Builds `yinzheng/verify` into `dist/package`: JavaScript for browsers, Node and workers, with its types, as a package of its own
 * without dependencies. Node runs no TypeScript inside node_modules, so what others import has to be built. npm runs this
 * before it packs; `npm pack ./dist/package` makes the package alone.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { temporaryFolder } from './temporary.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'src/verify/light/verify.ts';
/** Where the types of the entry are, within `types/`. */
const TYPES = 'verify/light/verify.d.ts';

/** Writes the package to `folder`, anew. */
export async function buildVerify(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [ENTRY],
    absWorkingDir: ROOT,
    outdir: folder,
    bundle: true,
    minify: true,
    // What only credentials need is a file of its own, loaded with the first of them.
    splitting: true,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'browser',
    // Libraries' browser parts ask the window for WebCrypto; Node has no `self`.
    define: { self: 'globalThis' },
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'warning',
    tsconfigRaw: {},
  });
  writeTypes(join(folder, 'types'));
  const { name, version, license, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const description = 'Verifies certificates issued with Yinzheng against a trust list: in browsers, Node and workers';
  const exports = { './verify': { types: `./types/${TYPES}`, default: './verify.js' } };
  const manifest = { name, version, description, license, type: 'module', sideEffects: false, engines, exports };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(ROOT, 'docs/verify-module.md'), join(folder, 'README.md'));
}

/** The declarations that can be reached from those of the entry. */
function writeTypes(folder: string): void {
  const all = temporaryFolder('types');
  try {
    const project = join(all, 'tsconfig.json');
    const made = { declaration: true, emitDeclarationOnly: true, noEmit: false, incremental: false, outDir: all };
    const compilerOptions = { ...made, rootDir: ROOT, typeRoots: [join(ROOT, 'node_modules/@types')] };
    const files = [ENTRY, 'src/credential/digitalbazaar.d.ts'].map((path) => join(ROOT, path));
    writeFileSync(
      project,
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] }),
    );
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status } = spawnSync(process.execPath, [tsc, '--project', project], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) throw new Error('the types were not made');
    const wanted = [TYPES];
    for (const path of wanted) {
      const text = readFileSync(join(all, 'src', path), 'utf8');
      for (const [, other = ''] of text.matchAll(/from '(\.[^']+)\.ts'/g)) {
        const found = posix.join(posix.dirname(path), `${other}.d.ts`);
        if (!wanted.includes(found)) wanted.push(found);
      }
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text.replaceAll(/(from '\.[^']+)\.ts'/g, "$1.js'"));
    }
  } finally {
    rmSync(all, { recursive: true });
  }
}

if (import.meta.main) await buildVerify(join(ROOT, 'dist', 'package'));
