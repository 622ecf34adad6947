import { existsSync } from 'node:fs';
import { isLocalDate } from '../../core/calendar.ts';
import { parsePrintedNumber } from '../../core/numbering.ts';
import type { VerdictCode, Verification } from '../../core/verdict.ts';
import { JsonError } from '../../lib/json.ts';
import { factsOf } from '../../render/facts.ts';
import { WORDS } from '../../render/words.ts';
import { verifyOffline } from '../../verify/offline.ts';
import { verify } from '../../verify/verify.ts';
import { configOfProcess } from '../environment-node.ts';
import { type Answer, command, EXIT, UsageError } from './command.ts';
import { numberTyped, readInput, withRegister } from './operator.ts';

export const verifyInput = command({
  meta: { name: 'verify', description: 'Verify a credential, a JWT or the text of a QR code' },
  args: {
    input: { type: 'positional', required: true, description: 'a file, - for standard input, or the text itself' },
    'trust-list': {
      type: 'string',
      valueHint: 'file',
      description: 'a trust list: then without register and network, and the status stays unchecked (exit code 3)',
    },
    on: { type: 'string', valueHint: 'date', description: 'was it valid on that day? YYYY-MM-DD' },
    'authority-key': {
      type: 'string',
      valueHint: 'z…',
      description: 'the authority’s key (did:key:z…, or z… alone), which must have signed the trust list',
    },
  },
  async run(args) {
    const { on } = args;
    if (on !== undefined && !isLocalDate(on)) throw new UsageError(`--on ${on} is no date. Write YYYY-MM-DD.`);
    const input = textOf(args.input).trim();
    if (parsePrintedNumber(input)?.scheme !== undefined) throw numberAlone(numberTyped(input));
    const trustList = args['trust-list'];
    if (trustList !== undefined && on !== undefined) throw new UsageError('--on takes the register, not --trust-list.');
    if (trustList !== undefined) return answer(await offline(input, readInput(trustList), args['authority-key']));
    if (args['authority-key'] !== undefined) throw new UsageError('--authority-key goes with --trust-list.');
    return withRegister(async (deps) => answer(await verify(deps, input, { on })));
  },
});

/** A path, or an ending of the files that are handed out here. No credential looks like that. */
const NAMES_FILE = /^(?:\.{0,2}\/\S*|(?!https?:)[^\s{]+\.(?:json(?:ld)?|(?:sd-)?jwt|pdf|txt))$/i;

/** What names a file is a file: a mistyped one must not become "not one of our certificates". */
function textOf(input: string): string {
  const isFile = input === '-' || existsSync(input) || NAMES_FILE.test(input);
  return isFile ? readInput(input) : input;
}

/** A number has no signature: what it stands for is told to whoever knows the holder's name too. */
function numberAlone(number: string): UsageError {
  const { origin } = configOfProcess().settings;
  return new UsageError(
    `${number} is a certificate number. Look it up together with the holder’s name: ${origin}/v, or POST ${origin}/lookup.`,
  );
}

async function offline(input: string, trustList: string, authorityKey: string | undefined): Promise<Verification> {
  const { timeZone } = configOfProcess().settings;
  try {
    return await verifyOffline({ trustList, authorityKey, clock: Date.now, timeZone }, input);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonError) {
      throw new UsageError(`The trust list is not good: ${error.message}.`);
    }
    throw error;
  }
}

const GOOD: readonly VerdictCode[] = ['valid', 'valid_as_of'];
const OPEN: readonly VerdictCode[] = ['status_unchecked', 'cannot_check'];

function answer(verification: Verification): Answer {
  const { verdict } = verification;
  const exit = GOOD.includes(verdict) ? EXIT.ok : OPEN.includes(verdict) ? EXIT.unchecked : EXIT.refused;
  return { json: verification, text: textAnswer(verification), exit };
}

function textAnswer({ verdict, certificate, checks, authority, on, by, since, reason }: Verification): string {
  const facts = certificate ? factsOf(certificate, WORDS.en) : [];
  return [
    `${WORDS.zh.verdicts[verdict].title} · ${WORDS.en.verdicts[verdict].title}`,
    ...(authority === undefined ? [] : [`  under ${authority.name.zh} · ${authority.name.en}, ${authority.origin}`]),
    ...(on === undefined ? [] : [`  on ${on}`]),
    ...(by === undefined ? [] : [`  by the ${by}${since ? `, ${since}` : ''}${reason ? `: ${reason}` : ''}`]),
    ...facts.map(({ label, value, note }) => `  ${label.padEnd(22)}${value}${note ? `  ${note}` : ''}`),
    ...checks.map(({ id, result, detail }) => `  ${id.padEnd(22)}${result}${detail ? `  ${detail}` : ''}`),
  ].join('\n');
}
