/**
 * Bundles the styles of all pages and the scripts of the page behind the QR code into `src/render/assets/bundles.json`, which is committed: the service then
 * needs no build on any runtime. With `--check` it only says whether the file is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, transform } from 'esbuild';
import { DOCS_CSS } from '../src/render/assets/docs-css.ts';
import { FRONT_CSS } from '../src/render/assets/front-css.ts';
import { SITE_CSS } from '../src/render/assets/site-css.ts';
import { STATISTICS_CSS } from '../src/render/assets/statistics-css.ts';

const file = new URL('../src/render/assets/bundles.json', import.meta.url);

/** By name under `/assets/`. */
const ENTRIES = {
  'check.js': 'src/render/browser/check.ts',
  'camera.js': 'src/render/browser/camera.ts',
  'file.js': 'src/render/browser/file.ts',
  'decode.js': 'src/render/browser/decode.ts',
  'credential.js': 'src/render/browser/credential.ts',
  'service.js': 'src/render/browser/service.ts',
  'service-worker.js': 'src/render/service-worker.ts',
};

/** Browsers have no Node, so nothing that asks for its crypto module comes along. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup({ onLoad }) {
    onLoad({ filter: /signature-node\.ts$/ }, () => ({ contents: 'export const verifyOnNode = undefined;' }));
  },
};

/** The bundles as they stand in the file, and the sources that are in each. */
export async function bundlePage(): Promise<{
  readonly text: string;
  readonly sources: Readonly<Record<string, readonly string[]>>;
}> {
  const bundles: Record<string, string> = {};
  const sources: Record<string, readonly string[]> = {};
  const styles = {
    'site.css': SITE_CSS,
    'front.css': FRONT_CSS,
    'docs.css': DOCS_CSS,
    'statistics.css': STATISTICS_CSS,
  };
  for (const [name, css] of Object.entries(styles)) {
    bundles[name] = (await transform(css, { loader: 'css', minify: true })).code;
  }
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      legalComments: 'none',
      plugins: [withoutNode],
      metafile: true,
      write: false,
      logLevel: 'warning',
      // Editors' settings must not decide about the bytes.
      tsconfigRaw: {},
    });
    bundles[name] = outputFiles[0]?.text ?? '';
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    sources[name] = used.map(([path]) => path);
  }
  return { text: `${JSON.stringify(bundles, null, 2)}\n`, sources };
}

if (import.meta.main) {
  const { text } = await bundlePage();
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error('src/render/assets/bundles.json is out of date. Run: node scripts/build-page.ts');
    process.exitCode = 1;
  }
}
