/** What others get as `yinzheng/verify`: packed, unpacked in another folder, and used there as its document says. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import { buildVerify } from '../../scripts/build-verify.ts';
import { STATUS_LIST_KINDS, statusListId } from '../../src/core/status.ts';
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import { openChromium, openPage } from '../browser/chromium.ts';
import { AGENCY, type Service, startService } from '../browser/service.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLES = [...readFileSync(join(ROOT, 'docs/verify-module.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code,
);

const folder = mkdtempSync(join(tmpdir(), 'yinzheng-consumer-'));
const unpacked = join(folder, 'node_modules', 'yinzheng');
let service: Service;
let good: Presented;
let altered: string;

beforeAll(async () => {
  service = await startService();
  good = await service.issue();
  altered = JSON.stringify({ ...good.credential, number: 'S000033000107263000999' });
  const made = join(folder, 'made');
  await buildVerify(made);
  const [packed] = JSON.parse(await npm('pack', made, '--json', '--pack-destination', folder));
  mkdirSync(unpacked, { recursive: true });
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', unpacked, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  await keepLists();
});
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true });
});

/** Without blocking: the service is in this process. Gives what the program said. */
async function run(program: string, args: readonly string[], cwd = ROOT): Promise<string> {
  return (await promisify(execFile)(program, [...args], { cwd, timeout: 60_000 })).stdout;
}

const npm = (...args: readonly string[]) => run('npm', args);

/** The files of the offline example. */
async function keepLists(): Promise<void> {
  const lists = STATUS_LIST_KINDS.map((kind) => statusListId(AGENCY, 1, kind));
  const files = [
    ['did.json', '/.well-known/did.json'],
    ['trust-list.jwt', '/trust-list'],
    ...lists.map((id) => [`${id}.jwt`, `/status/${id}`]),
  ];
  for (const [name = '', path = ''] of files) {
    const answer = await fetch(service.origin + path, { headers: { Accept: 'application/vc+jwt' } });
    writeFileSync(join(folder, name), await answer.text());
  }
}

/** The verdicts of an example, run by Node in the consumer's folder. */
async function inNode(example: string): Promise<string[]> {
  writeFileSync(join(folder, 'example.js'), example.replace('https://cert.example', service.origin));
  const inputs = JSON.stringify([good.seal, good.jwt, JSON.stringify(good.credential), good.credential, altered, 'no']);
  const program = `import { check } from './example.js';
    const verdicts = [];
    for (const input of ${inputs}) verdicts.push((await check(input)).verdict);
    console.log(JSON.stringify(verdicts));`;
  writeFileSync(join(folder, 'run.js'), program);
  return JSON.parse(await run(process.execPath, ['run.js'], folder));
}

test('has no dependencies, and what a QR code needs is small', () => {
  const { dependencies, exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  expect(dependencies).toBeUndefined();
  expect(Object.keys(exports)).toEqual(['./verify']);
  const scripts = readdirSync(unpacked).filter((name) => name.endsWith('.js'));
  const size = (name: string) => gzipSync(readFileSync(join(unpacked, name))).length;
  const heavy = scripts.filter((name) => name.startsWith('credential-'));
  const first = scripts.filter((name) => !heavy.includes(name)).reduce((sum, name) => sum + size(name), 0);
  expect(heavy).toHaveLength(1);
  expect(first).toBeLessThan(12_000);
});

test('verifies in Node as its document says', async () => {
  const [online = '', offline = '', steps = ''] = EXAMPLES;
  const ended = ['not_authentic', 'not_ours'];
  expect(await inNode(online)).toEqual([...Array(4).fill('valid'), ...ended]);
  expect(await inNode(offline)).toEqual([...Array(4).fill('valid_as_of'), ...ended]);
  writeFileSync(join(folder, 'steps.js'), steps);
  const seen =
    'const seen = []; await show(input, OPTIONS, ({ verdict }) => seen.push(verdict)); return { verdict: seen.join() };';
  const shown = online.replace(/return verify\(input, (\{.*\})\);/, (_, options) => seen.replace('OPTIONS', options));
  expect(shown).not.toBe(online);
  const both = `import { show } from './steps.js';\n${shown}`;
  expect((await inNode(both))[0]).toBe('status_unchecked,valid');
});

test('its types are for strict programs', async () => {
  const program = `import { verify, type Verification, type VerifyOptions } from 'yinzheng/verify';
export async function name(text: string, options: VerifyOptions): Promise<string | undefined> {
  const found: Verification = await verify(text, options);
  // @ts-expect-error there is no such verdict
  if (found.verdict === 'tampered') return undefined;
  return found.certificate?.holder.name;
}
`;
  writeFileSync(join(folder, 'program.ts'), program);
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
    '--types',
    '',
  ];
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '--ignoreConfig', ...options, 'program.ts'], folder);
});

test('verifies in Chromium', async () => {
  const browser = await openChromium();
  try {
    const { page, complaints } = await openPage(browser);
    await page.route(`${service.origin}/verify-module/*`, (route) => {
      const name = new URL(route.request().url()).pathname.replace('/verify-module/', '');
      const example = (EXAMPLES[0] ?? '').replace('https://cert.example', service.origin);
      const body =
        name === 'example.js'
          ? example.replace("'yinzheng/verify'", "'/verify-module/verify.js'")
          : readFileSync(join(unpacked, name), 'utf8');
      return route.fulfill({ contentType: 'text/javascript', body });
    });
    await page.goto(`${service.origin}/v`);
    const inputs = JSON.stringify([good.seal, good.jwt, JSON.stringify(good.credential), altered]);
    const verdicts = await page.evaluate(
      `import('/verify-module/example.js').then(({ check }) => Promise.all(${inputs}.map(async (input) => (await check(input)).verdict)))`,
    );
    expect(verdicts).toEqual(['valid', 'valid', 'valid', 'not_authentic']);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});

/** The lists come with the question, as a worker may have them at hand. */
const WORKER = `import { openStatusList, openTrustList, statusListId, verify } from 'yinzheng/verify';
export ${'default'} {
  async fetch(request) {
    const { input, origin, files } = await request.json();
    const now = Date.now();
    const authority = JSON.parse(files['did.json']);
    const trustList = await openTrustList(files['trust-list.jwt'], { origin, authority, now, current: true });
    const statusList = async (slot, kind) =>
      openStatusList(files[statusListId(slot.agency, slot.group, kind) + '.jwt'], { slot, kind, trustList, now, current: true });
    return Response.json(await verify(input, { trustList, timeZone: 'Asia/Shanghai', now, statusList }));
  },
};
`;

test('verifies in a worker', async () => {
  writeFileSync(join(folder, 'worker.js'), WORKER);
  writeFileSync(
    join(folder, 'wrangler.json'),
    JSON.stringify({ name: 'consumer', main: 'worker.js', compatibility_date: '2026-10-20', send_metrics: false }),
  );
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
  const server: TestHarness = createTestHarness({ root: folder, workers: [{ configPath: 'wrangler.json' }] });
  try {
    await server.listen();
    const names = readdirSync(folder).filter((name) => /\.jwt$|^did\.json$/.test(name));
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    const ask = async (input: unknown) => {
      const body = JSON.stringify({ input, origin: service.origin, files });
      const answer = await server.getWorker().fetch('https://consumer.example/', { method: 'POST', body });
      return ((await answer.json()) as Verification).verdict;
    };
    expect([await ask(good.seal), await ask(good.jwt), await ask(good.credential), await ask(altered)]).toEqual([
      'valid',
      'valid',
      'valid',
      'not_authentic',
    ]);
  } finally {
    await server.close();
  }
});

test('is in the archive of the repository too, under the same name, and no key is', async () => {
  const [{ files }] = JSON.parse(await npm('pack', '--dry-run', '--json', '--ignore-scripts'));
  const paths = (files as { path: string }[]).map(({ path }) => path);
  expect(paths.filter((path) => /^(?:keys|data)\//.test(path)).sort()).toEqual(['keys/README.md', 'keys/test-kek.txt']);
  const { exports, files: wanted, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const own = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')).exports['./verify'];
  expect(exports['./verify'].default).toBe(join('./dist/package', own.default).replace(/^dist/, './dist'));
  expect(exports['./verify'].types).toBe(join('./dist/package', own.types).replace(/^dist/, './dist'));
  expect(wanted).toContain('dist/package');
  expect(scripts.prepack).toBe('node scripts/build-verify.ts');
});
