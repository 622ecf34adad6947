import { describe, expect, test } from 'vitest';
import { areaSizes, importsOf, namesTheRuntime, privateTraces, roomOf, sourceViolations } from '../../scripts/rules.ts';

/** The messages that one file with this text earns. */
function verdict(path: string, text: string): string[] {
  return sourceViolations([{ path, text }]).map(({ line, message }) => `${line} ${message}`);
}

describe('importsOf', () => {
  test('finds every form, with its line', () => {
    const text = [
      "import 'a';",
      "import type { B } from './b.ts';",
      'import {',
      '  c,',
      "} from './c.ts';",
      "export { d } from './d.ts';",
      "const e = await import('./e.ts');",
    ].join('\n');
    expect(importsOf(text)).toEqual([
      { specifier: 'a', line: 1 },
      { specifier: './b.ts', line: 2 },
      { specifier: './c.ts', line: 3 },
      { specifier: './d.ts', line: 6 },
      { specifier: './e.ts', line: 7 },
    ]);
  });

  test('does not take plain exports and comments for imports', () => {
    expect(importsOf("export const a = 'x';\n/**\n * import { y } from 'y';\n */\n")).toEqual([]);
  });
});

describe('stairs', () => {
  test.each([
    ['src/core/ids.ts', '../lib/bytes.ts'],
    ['src/issue/issue.ts', '../credential/seal.ts'],
    ['src/issue/issue.ts', './prepare.ts'],
    ['src/app.ts', './http/verify.ts'],
    ['src/entry/node.mjs', '../app.ts'],
    ['src/registry/levels.ts', '../../schemas/levels.json'],
  ])('%s may import %s', (path, specifier) => {
    expect(verdict(path, `import { x } from '${specifier}';\n`)).toEqual([]);
  });

  test.each([
    ['src/lib/bytes.ts', '../core/errors.ts', 'core is above lib'],
    ['src/credential/seal.ts', '../issue/issue.ts', 'issue is above credential'],
    ['src/http/verify.ts', '../app.ts', 'app is above http'],
    ['src/issue/issue.ts', '../verify/verify.ts', 'one floor'],
    ['src/http/pages.ts', '../render/pages.ts', 'one floor'],
    ['src/http/verify.ts', '../storage/store.ts', 'one floor'],
    ['src/core/ids.ts', '../../tests/people.ts', 'must not import tests/people.ts'],
    ['src/lib/bytes.ts', '../attic/dust.ts', 'attic is above lib'],
  ])('%s must not import %s', (path, specifier, reason) => {
    const found = verdict(path, `import type { X } from '${specifier}';\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(reason);
  });

  test('a folder that is no room is reported', () => {
    expect(verdict('src/utils/all.ts', '')).toEqual(['1 src/utils is no room of the house']);
  });

  test('tests may import anything', () => {
    expect(verdict('tests/lib/bytes.test.ts', "import { a } from '../../src/app.ts';\nimport 'node:fs';\n")).toEqual(
      [],
    );
  });
});

describe('guests', () => {
  test.each([
    ['src/http/verify.ts', 'hono/factory'],
    ['src/app.ts', '@hono/zod-openapi'],
    ['src/storage/tables.ts', 'drizzle-orm/sqlite-core'],
    ['src/storage/sqlite-node.ts', 'node:fs'],
    ['src/entry/node.mjs', 'node:path'],
    ['src/entry/cli.mjs', 'node:path'],
    ['src/entry/commands/verify.ts', 'node:fs'],
  ])('%s may import %s', (path, specifier) => {
    expect(verdict(path, `import '${specifier}';\n`)).toEqual([]);
  });

  test.each([
    ['src/issue/issue.ts', 'hono'],
    ['src/issue/issue.ts', '@hono/zod-openapi'],
    ['src/registry/keys.ts', 'drizzle-orm'],
    ['src/registry/keys.ts', 'better-sqlite3'],
    ['src/registry/keys.ts', 'node:crypto'],
    ['src/registry/keys.ts', 'fs'],
    ['src/entry/config.ts', 'node:fs'],
  ])('%s must not import %s', (path, specifier) => {
    const found = verdict(path, `import '${specifier}';\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(specifier);
  });
});

describe('text', () => {
  test('reports barrels and default exports', () => {
    expect(verdict('src/lib/index.ts', 'export default 1;\n')).toEqual([
      '1 no index.ts barrels',
      '1 no default exports',
    ]);
    expect(verdict('tests/vitest.config.ts', 'export default {};\n')).toEqual([]);
  });

  test('the environment is read under entry/ only', () => {
    expect(verdict('src/storage/sqlite-node.ts', '\nconst a = process.env.A;\n')).toEqual([
      '2 only entry/ reads the environment',
    ]);
    expect(verdict('src/entry/node.mjs', 'const a = process.env.A;\n')).toEqual([]);
    expect(verdict('src/core/ids.ts', '// process.env.A is not read here\n')).toEqual([]);
  });

  test('globals of Node are for files that name it', () => {
    expect(verdict('src/lib/bytes.ts', 'Buffer.from(a);\n')).toHaveLength(1);
    expect(verdict('src/signer/local-node.ts', 'Buffer.from(a);\n')).toEqual([]);
  });
});

test('rooms and runtimes are read from the path', () => {
  expect(roomOf('src/lib/jcs.ts')).toBe('lib');
  expect(roomOf('src/app.ts')).toBe('app');
  expect(roomOf('tests/lib/jcs.test.ts')).toBeUndefined();
  expect(namesTheRuntime('src/storage/sqlite-node.ts')).toBe(true);
  expect(namesTheRuntime('src/entry/node.mjs')).toBe(true);
  expect(namesTheRuntime('src/storage/nodes.ts')).toBe(false);
  expect(namesTheRuntime('src/node/bytes.ts')).toBe(false);
});

test('sizes: none over 400 lines, nine in ten within 250', () => {
  const file = (path: string, lines: number) => ({ path, text: 'x\n'.repeat(lines) });
  expect(sourceViolations([file('src/lib/a.ts', 400)])).toEqual([]);
  expect(sourceViolations([file('src/lib/a.ts', 401)])).toHaveLength(1);

  const short = Array.from({ length: 9 }, (_, index) => file(`src/lib/${index}.ts`, 250));
  expect(areaSizes([...short, file('src/lib/a.ts', 251)])).toMatchObject([
    { area: 'src', files: 10, shortShare: 90, longestLines: 251, tooMany: false },
  ]);
  expect(areaSizes([...short, file('src/lib/a.ts', 251), file('src/lib/b.ts', 251)])[0]?.tooMany).toBe(true);
});

describe('privateTraces', () => {
  // Put together here, because this file is itself one of the files that are checked.
  const home = ['', 'home', 'li', 'yinzheng'].join('/');
  const registry = ['registry', 'example', 'org'].join('.');

  test.each([
    ['a home folder', `cd ${home}`, 'home folder'],
    ['a home folder of macOS', ['see ', 'Users', 'li', 'x'].join('/'), 'home folder'],
    ['a home folder of Windows', ['C:', 'Users', 'li'].join('\\'), 'home folder'],
    ['a registry', `"resolved": "https://${registry}/a.tgz"`, registry],
  ])('reports %s with its line', (_, text, what) => {
    const [found] = privateTraces([{ path: 'README.md', text: `one\n${text}\n` }]);
    expect(found).toMatchObject({ path: 'README.md', line: 2 });
    expect(found?.message).toContain(what);
  });

  test('lets web addresses and relative paths pass', () => {
    const text = 'https://example.org/home/page.html ./home/page/x #!/usr/bin/env node src/registry/keys.ts';
    expect(privateTraces([{ path: 'README.md', text }])).toEqual([]);
  });
});
