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
  expect(sources['check.js']).toContain('src/verify/light/flow.ts');
  expect(packages(sources['check.js'] ?? [])).toEqual([
    'node_modules/hono/dist/utils/html.js',
    'node_modules/hono/dist/helper/html/index.js',
  ]);
});

test('its parts carry what they are for', async () => {
  const { sources } = await bundlePage();
  for (const part of ['camera.js', 'file.js', 'service-worker.js']) expect(packages(sources[part] ?? [])).toEqual([]);
  expect(new Set(packages(sources['decode.js'] ?? []))).toEqual(
    new Set(['node_modules/qr/index.js', 'node_modules/qr/decode.js']),
  );
  expect(sources['credential.js']).toContain('src/verify/flow.ts');
});
