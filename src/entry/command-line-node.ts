/** The command `yinzheng`. Standard output holds answers only; everything else goes to standard error. */
import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty';
import manifest from '../../package.json' with { type: 'json' };
import { failureOf, failureText } from './commands/errors.ts';

const group = (name: string, description: string, subCommands: Record<string, () => Promise<CommandDef>>) =>
  defineCommand({ meta: { name, description }, subCommands });

const root = defineCommand({
  meta: {
    name: 'yinzheng',
    version: manifest.version,
    description: 'Issues, supervises and verifies vocational certificates',
  },
  subCommands: {
    init: () => import('./commands/init.ts').then((file) => file.init),
    start: () => import('./commands/start.ts').then((file) => file.start),
    agency: group('agency', 'Register agencies', {
      add: () => import('./commands/agency-add.ts').then((file) => file.agencyAdd),
    }),
    employer: group('employer', 'Register employers and set their limits', {
      add: () => import('./commands/employer-add.ts').then((file) => file.employerAdd),
      limits: () => import('./commands/employer-limits.ts').then((file) => file.employerLimits),
    }),
    apikey: group('apikey', 'Give out and end API keys', {
      add: () => import('./commands/apikey-add.ts').then((file) => file.apikeyAdd),
      list: () => import('./commands/apikey-list.ts').then((file) => file.apikeyList),
      revoke: () => import('./commands/apikey-revoke.ts').then((file) => file.apikeyRevoke),
    }),
    issuing: group('issuing', 'Stop issuing at once, and let it go on', {
      stop: () => import('./commands/issuing.ts').then((file) => file.issuingStop),
      resume: () => import('./commands/issuing.ts').then((file) => file.issuingResume),
    }),
    trust: group('trust', 'Recognise the authorities of other deployments', {
      add: () => import('./commands/trust.ts').then((file) => file.trustAdd),
      list: () => import('./commands/trust.ts').then((file) => file.trustList),
      end: () => import('./commands/trust.ts').then((file) => file.trustEnd),
    }),
    issue: () => import('./commands/issue.ts').then((file) => file.issueFile),
    verify: () => import('./commands/verify.ts').then((file) => file.verifyInput),
    revoke: () => import('./commands/revoke.ts').then((file) => file.revoke),
    holder: group('holder', 'Holders of certificates', {
      erase: () => import('./commands/holder-erase.ts').then((file) => file.holderErase),
    }),
    audit: group('audit', 'The record of who did what', {
      verify: () => import('./commands/audit-verify.ts').then((file) => file.auditVerify),
    }),
    backup: () => import('./commands/backup.ts').then((file) => file.backup),
    check: () => import('./commands/check.ts').then((file) => file.check),
    restore: () => import('./commands/restore.ts').then((file) => file.restore),
    key: group('key', 'Manage signing keys', {
      rotate: () => import('./commands/key-rotate.ts').then((file) => file.keyRotate),
    }),
  },
});

/** The deepest command that the words name, and their path. */
async function named(words: readonly string[]): Promise<{ found: CommandDef; path: string[] }> {
  let found: CommandDef = root;
  const path = ['yinzheng'];
  for (const word of words) {
    const known = found.subCommands as Record<string, CommandDef | (() => Promise<CommandDef>)> | undefined;
    const next = known && Object.hasOwn(known, word) ? known[word] : undefined;
    if (next === undefined) break;
    found = typeof next === 'function' ? await next() : next;
    path.push(word);
  }
  return { found, path };
}

async function usage(words: readonly string[]): Promise<string> {
  const { found, path } = await named(words);
  const text = await renderUsage(found, path.length > 1 ? { meta: { name: path.slice(0, -1).join(' ') } } : undefined);
  return `${text.trimEnd()}\n`;
}

function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(stream.isTTY ? text : stripVTControlCharacters(text));
}

export async function run(words: string[]): Promise<void> {
  if (words.includes('--help') || words.includes('-h')) return print(process.stdout, await usage(words));
  if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
    return print(process.stdout, `${manifest.version}\n`);
  }
  try {
    await runCommand(root, { rawArgs: words });
  } catch (error) {
    const failure = failureOf(error);
    process.exitCode = failure.exit;
    if (words.includes('--json')) return print(process.stderr, `${JSON.stringify(failure)}\n`);
    const next = failure.code === 'usage' ? { next: `See: ${(await named(words)).path.join(' ')} --help` } : {};
    print(process.stderr, failureText({ ...failure, ...next }));
  }
}
