/** A quick start: the service as a few files and compiled, where somebody made that of these very sources. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Nothing in it is missed when it is removed. */
export const CACHE = new URL('../../node_modules/.cache/yinzheng/', import.meta.url);

/** What `scripts/build-service.ts` writes to `bundle.json`. */
export interface Bundle {
  /** Folder under `CACHE`. */
  readonly folder: string;
  /** Paths of all files that it was made of, and `hashFiles` of them. */
  readonly files: readonly string[];
  readonly hash: string;
}

/**
 * A part of the service: from the bundle, if it was made of the files as they are now, else from its sources. To be called
 * before all else is imported.
 */
export async function quickLoad<Part>(name: string, fromSources: () => Promise<Part>): Promise<Part> {
  enableCompileCache(fileURLToPath(new URL('compiled', CACHE)));
  const bundle = freshBundle();
  return bundle ? ((await import(new URL(`${name}.mjs`, bundle).href)) as Part) : fromSources();
}

/** Its folder; undefined when there is none, or another is needed. */
export function freshBundle(cache = CACHE): URL | undefined {
  try {
    const { folder, files, hash } = JSON.parse(readFileSync(new URL('bundle.json', cache), 'utf8')) as Bundle;
    return hashFiles(files) === hash ? new URL(`${folder}/`, cache) : undefined;
  } catch {
    // Not there, or half of it: the sources are.
    return undefined;
  }
}

/** Of paths and contents. Throws when one cannot be read. */
export function hashFiles(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(path));
  return hash.digest('hex');
}
