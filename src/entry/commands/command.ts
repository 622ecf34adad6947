/** What all commands share: strict arguments, `--json`, and the exit codes. */
import type { ArgsDef, CommandDef, CommandMeta, ParsedArgs } from 'citty';
import { rfc3339 } from '../../core/calendar.ts';

export const EXIT = {
  ok: 0,
  /** The verdict is not a good one, or the operation was refused. */
  refused: 1,
  /** The command line, a file that it names, or a setting is wrong. */
  usage: 2,
  /** Nothing was decided: something underneath does not answer. */
  unchecked: 3,
} as const;

/** What a command found out, for programs and for people. */
export interface Answer {
  readonly json: unknown;
  /** Lines without the last line break. */
  readonly text: string;
  readonly exit?: number;
}

/** A command line that means nothing. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

type Arguments<T extends ArgsDef> = ParsedArgs<T & typeof JSON_ARGUMENT>;

const JSON_ARGUMENT = { json: { type: 'boolean', description: 'answer in JSON' } } as const;

/** A command from its arguments to its answer. Prints the answer and sets the exit code; errors pass through. */
export function command<const T extends ArgsDef>(definition: {
  readonly meta: CommandMeta;
  readonly args: T;
  /** Without an answer, the command has said what there was to say. */
  run(args: Arguments<T>): Promise<Answer | undefined>;
}): CommandDef {
  const declared: ArgsDef = { ...definition.args, ...JSON_ARGUMENT };
  return {
    meta: definition.meta,
    args: declared,
    async run({ args }) {
      refuseUnknown(args, declared);
      const answer = await definition.run(args as Arguments<T>);
      if (answer === undefined) return;
      const { json, text, exit = EXIT.ok } = answer;
      process.stdout.write(`${args.json ? JSON.stringify(json, withTimes, 2) : text}\n`);
      process.exitCode = exit;
    },
  };
}

const INSTANT = /^(?:at|since|until|\w+(?:At|Since|Until))$/;

/** Instants are numbers within, and RFC 3339 for whoever is outside. */
function withTimes(name: string, value: unknown): unknown {
  return typeof value === 'number' && INSTANT.test(name) ? rfc3339(value) : value;
}

/** citty lets unknown options and further words pass; a mistyped `--reason` must not. */
function refuseUnknown(args: { readonly _: readonly string[] }, declared: ArgsDef): void {
  const unknown = Object.keys(args).find((name) => name !== '_' && !Object.hasOwn(declared, camelToKebab(name)));
  if (unknown !== undefined) throw new UsageError(`Unknown option ${unknown.length > 1 ? '--' : '-'}${unknown}.`);
  const words = Object.values(declared).filter(({ type }) => type === 'positional').length;
  if (args._.length > words)
    throw new UsageError(`One word too many: ${args._[words]}. Put quotes around text with spaces.`);
  for (const [name, { type }] of Object.entries(declared)) {
    if (type === 'string' && (args as Record<string, unknown>)[name] === '')
      throw new UsageError(`--${name} needs a value.`);
  }
}

function camelToKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
