/**
 * A quick start: the service as a few files and compiled, where somebody made that of these very sources. This and the files
 * that begin with it are JavaScript: one file of TypeScript, and Node loads what takes types out, for a fifth of a start.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Nothing in it is missed when it is removed. */
export const CACHE = new URL('../../node_modules/.cache/yinzheng/', import.meta.url);

/**
 * A part of the service: from the bundle, if it was made of the files as they are now, else from its sources. To be called
 * before all else is imported.
 * @template Part
 * @param {string} name
 * @param {() => Promise<Part>} fromSources
 * @returns {Promise<Part>}
 */
export async function quickLoad(name, fromSources) {
  enableCompileCache(fileURLToPath(new URL('compiled', CACHE)));
  const bundle = freshBundle();
  return bundle ? await import(new URL(`${name}.mjs`, bundle).href) : fromSources();
}

/**
 * Its folder; undefined when there is none, or another is needed.
 * @param {URL} cache
 * @returns {URL | undefined}
 */
export function freshBundle(cache = CACHE) {
  try {
    const { folder, files, hash } = JSON.parse(readFileSync(new URL('bundle.json', cache), 'utf8'));
    return hashFiles(files) === hash ? new URL(`${folder}/`, cache) : undefined;
  } catch {
    // Not there, or half of it: the sources are.
    return undefined;
  }
}

/**
 * Of paths and contents, and of where this file is: what came along with a copy of this folder was made of the sources
 * there. Throws when one cannot be read.
 * @param {readonly string[]} paths
 * @returns {string} SHA-256, hexadecimal
 */
export function hashFiles(paths) {
  const hash = createHash('sha256').update(`${import.meta.url}\n`);
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(path));
  return hash.digest('hex');
}
