import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundlePage } from '../../scripts/build-page.ts';
import bundles from '../../src/render/assets/bundles.json' with { type: 'json' };

const packages = (sources: readonly string[]) => sources.filter((path) => path.includes('node_modules'));

test('the bundles that are committed are those that the sources make', async () => {
  const { text } = await bundlePage();
  expect(JSON.parse(text), 'run: node scripts/build-page.ts').toEqual(bundles);
});

test('the page checks with the light verifier, and carries no package but the escaping of its templates', async () => {
  const { sources } = await bundlePage();
  expect(sources).toContain('src/verify/light/flow.ts');
  expect(packages(sources)).toEqual([
    'node_modules/hono/dist/utils/html.js',
    'node_modules/hono/dist/helper/html/index.js',
  ]);
});

test('the light verifier carries none', async () => {
  const options = { bundle: true, format: 'esm', metafile: true, write: false } as const;
  const { metafile } = await build({ ...options, entryPoints: ['src/verify/light/verify.ts'] });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  expect(used.length).toBeGreaterThan(10);
  expect(packages(used.map(([path]) => path))).toEqual([]);
});
