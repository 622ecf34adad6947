import type { EmployerLimits } from '../../core/employer.ts';
import { setEmployerLimits } from '../../registry/employers.ts';
import { command, UsageError } from './command.ts';
import { operator, withRegister } from './operator.ts';

/** The flags for limits, for every command that takes them. */
export const LIMIT_ARGS = {
  'rows-per-day': { type: 'string', valueHint: 'n', description: 'rows of files to verify' },
  'unmatched-per-day': {
    type: 'string',
    valueHint: 'n',
    description: 'rows with a number and a name that belong to no certificate',
  },
  'requests-per-minute': { type: 'string', valueHint: 'n', description: 'calls of any kind' },
} as const;

type Flag = keyof typeof LIMIT_ARGS;
type Typed = { readonly [F in Flag]?: string | undefined };

const LIMITS: Readonly<Record<Flag, keyof EmployerLimits>> = {
  'rows-per-day': 'rowsPerDay',
  'unmatched-per-day': 'unmatchedPerDay',
  'requests-per-minute': 'requestsPerMinute',
};

/** The limits that were typed. Throws `UsageError` for what is no number. */
export function limitsTyped(typed: Typed): Partial<EmployerLimits> {
  const given = Object.entries(LIMITS).filter(([flag]) => typed[flag as Flag] !== undefined);
  return Object.fromEntries(
    given.map(([flag, name]) => {
      const text = String(typed[flag as Flag]);
      if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${flag} ${text} is not a whole number.`);
      return [name, Number(text)];
    }),
  );
}

export function limitsText({ rowsPerDay, unmatchedPerDay, requestsPerMinute }: EmployerLimits): string {
  return `${rowsPerDay} rows a day, ${unmatchedPerDay} of them unmatched, ${requestsPerMinute} requests a minute`;
}

export const employerLimits = command({
  meta: { name: 'limits', description: 'Set limits of an employer; those that are left out stay' },
  args: {
    code: { type: 'positional', required: true, description: 'its unified social credit code' },
    ...LIMIT_ARGS,
  },
  async run({ code, ...typed }) {
    const change = limitsTyped(typed);
    return withRegister(async (deps) => {
      const employer = await setEmployerLimits(deps, operator(), code, change);
      return { json: { ...employer }, text: `${employer.name.zh}: ${limitsText(employer.limits)}.` };
    });
  },
});
