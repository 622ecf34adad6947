/** The Worker as it is deployed, made ready to run here. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes in a folder what `npm run deploy:dry` makes (`worker.js`), what it is made of (`bundle-meta.json`), and the
 * configuration that runs it as it is (`wrangler.toml`): each start would bundle it again.
 */
export async function buildWorker(folder: string): Promise<void> {
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  await promisify(execFile)(process.execPath, [wrangler, 'deploy', '--dry-run', '--metafile', '--outdir', folder], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' },
  });
  const text = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  await writeFile(join(folder, 'wrangler.toml'), runsAsBuilt(text, join(folder, 'worker.js')));
}

/** The configuration without what was done while bundling, and with paths that lead to the same places. */
function runsAsBuilt(text: string, main: string): string {
  return text
    .replaceAll(/^\[(?:build|alias)\]\n(?:[^[\n].*\n)*/gm, '')
    .replaceAll(/^(?:minify|keep_names) = .*\n/gm, '')
    .replace(/^main = .*$/m, `main = ${JSON.stringify(main)}\nno_bundle = true`)
    .replaceAll(
      /^(directory|migrations_dir) = "(.*)"$/gm,
      (_, name, path) => `${name} = ${JSON.stringify(join(ROOT, path))}`,
    );
}
