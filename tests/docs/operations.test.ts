/** What operators are told about by name is there under that name. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { settingsSchema } from '../../src/entry/config.ts';
import { createMetrics } from '../../src/entry/metrics-node.ts';
import { newAgency } from '../../src/http/agencies.ts';
import { newIncident } from '../../src/http/incidents.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const operations = read('docs/operations.md');
const sources = globSync('src/**/*.ts', { cwd: root }).map(read).join('\n');
/** Names of our metrics, without what Prometheus hangs on those of a histogram. */
const named = (text: string) =>
  [...new Set(text.match(/\byinzheng_[a-z_]+[a-z]\b/g))]
    .map((name) => name.replace(/_(?:bucket|count|sum)$/, ''))
    .sort();

async function metrics(): Promise<string[]> {
  const job = { kind: 'a', state: 'waiting', count: 1, oldestAt: 0 } as const;
  const backlog = async () => ({ prepared: 1, oldestPreparedAt: 0, unsignable: 0, oldestListSignedAt: 0, jobs: [job] });
  const { text } = await createMetrics({ store: { backlog }, clock: () => 1 }).read();
  return [...text.matchAll(/^# TYPE (yinzheng_\w+)/gm)].map(([, name = '']) => name).sort();
}

test('every metric is explained, and no other', async () => {
  const [, section = ''] = operations.split('\n## Monitoring\n');
  expect(named(section.split('\n## ')[0] ?? '')).toEqual(await metrics());
});

test('every alert is about metrics that are there, and is explained', async () => {
  const rules = read('docs/deploy/alerts.yaml');
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
  expect(alerts.length).toBeGreaterThan(5);
  expect(await metrics()).toEqual(expect.arrayContaining(named(rules)));
  expect([...operations.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, name]) => name)).toEqual(alerts);
});

test('every warning and error of the log is explained, and no other', () => {
  const logged = [...sources.matchAll(/\b(?:log|report)\((?:'(?:warn|error)', )?'([a-z]+\.[a-z_.]+)'/g)];
  const told = [...operations.matchAll(/^\| `([a-z]+\.[a-z_]+)` \| (?:warn|error) \|/gm)];
  expect(told.map(([, event]) => event).sort()).toEqual([...new Set(logged.map(([, event]) => event))].sort());
});

test('every message at the start is one that is said', () => {
  const [, section = ''] = operations.split('\n## Troubleshooting\n');
  const rows = [...section.matchAll(/^\| ((?:`[A-Z][^`]+`(?:, )?)+) \| \d \|/gm)].map(([, cell = '']) => cell);
  const messages = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
  expect(messages.length).toBeGreaterThan(8);
  for (const text of messages) expect(sources.includes(text), text).toBe(true);
});

test('every setting that is set somewhere is one', () => {
  const known = [...Object.keys(settingsSchema(true).shape), 'BOOTSTRAP', 'NODE_EXTRA_CA_CERTS', 'PGOPTIONS'];
  const set = [...operations.matchAll(/^\s+(?:echo )?([A-Z_]{4,})=/gm), ...operations.matchAll(/`([A-Z]+_[A-Z_]+)`/g)];
  for (const [, name = ''] of set) expect(known, name).toContain(name);
});

test('every command is one of the command line', () => {
  const cli = read('src/entry/command-line-node.ts');
  const words = [...operations.matchAll(/(?:`|^ {4,7})yinzheng ([a-z]+)/gm)].map(([, word = '']) => word);
  expect(words.length).toBeGreaterThan(10);
  for (const word of new Set(words)) expect(cli, word).toMatch(new RegExp(`^    ${word}: `, 'm'));
});

test('what is shown as a body is taken as it stands', () => {
  const bodies = [...operations.matchAll(/^ {4}(?:POST \/v1\/incidents +)?(\{"c(?:\n|.)+?\})\n(?! {5})/gm)].map(
    ([, text = '']) => JSON.parse(text),
  );
  expect(bodies).toHaveLength(2);
  for (const [n, { body }] of [newAgency, newIncident].entries())
    expect(body?.safeParse(bodies[n]).error).toBeUndefined();
});

test('every link leads to a file that is there, and to a heading that it has', () => {
  for (const file of ['docs/operations.md', 'docs/engines.md', 'docs/performance.md']) {
    for (const [, target = '', anchor = ''] of read(file).matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)) {
      const text = read(target === '' ? file : join('docs', target));
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== '') expect(headings, `${file}: ${target}#${anchor}`).toContain(anchor);
    }
  }
});
