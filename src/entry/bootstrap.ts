/** The beginning of a register where there is no command line: what `yinzheng init` and `apikey add` do, from one secret. */
import { z } from 'zod';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { region } from '../core/lists.ts';
import { checked } from '../http/validate.ts';
import { createApiKey, secretOf } from '../registry/api-keys.ts';
import { initialise } from '../registry/init.ts';

const text = z.string().min(1);

/** Made by whoever writes the secret; its 32 bytes. */
const key = z.string().transform((key, context) => {
  const secret = secretOf(key);
  if (secret) return secret;
  context.addIssue({ code: 'custom', message: 'is not yz_ and 32 bytes in base64url' });
  return z.NEVER;
});
const apiKey = { key, person: text, days: z.int().min(1).default(365) };

const Bootstrap = z.strictObject({
  authority: z.strictObject({ name: z.strictObject({ zh: text, en: text }), uscc: text }),
  apiKeys: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({
        ...apiKey,
        kind: z.literal('authority'),
        organisation: z.literal(AUTHORITY),
        region: z
          .string()
          .refine((code) => region(code) !== undefined, 'is no province')
          .optional(),
        roles: z.array(z.enum(['officer', 'approver', 'auditor', 'subsidy'])).min(1),
      }),
      z.strictObject({
        ...apiKey,
        kind: z.literal('agency'),
        organisation: text,
        roles: z.array(z.enum(['clerk', 'examiner', 'signer', 'auditor'])).min(1),
      }),
      z.strictObject({
        ...apiKey,
        kind: z.literal('employer'),
        organisation: text,
        roles: z.array(z.literal('employer')).length(1),
      }),
    ]),
  ),
});

type Wanted = z.output<typeof Bootstrap>;

/**
 * Makes what is not there yet of the authority and the API keys that `json` names. A key of an agency or an employer
 * that is not registered waits for the next time, and so does all of it while the register is on hold, which verifies
 * meanwhile. Safe to repeat, and in many processes at once. Throws `invalid_configuration` for text of another form.
 */
export async function bootstrap(deps: Deps, json: string): Promise<void> {
  const wanted = read(json);
  try {
    await make(deps, wanted);
  } catch (error) {
    if (!(error instanceof YinzhengError && error.code === 'on_hold')) throw error;
    deps.log('error', 'register.on_hold', { ...(await deps.store.hold()) });
  }
}

async function make(deps: Deps, { authority, apiKeys }: Wanted): Promise<void> {
  if (!(await deps.store.authority())) {
    await unlessTaken('level_scheme', initialise(deps, { authority }));
    deps.log('info', 'bootstrap.initialised');
  }
  for (const { key, ...input } of apiKeys) {
    if (input.kind === 'agency' && !(await deps.store.agency(input.organisation))) {
      deps.log('warn', 'bootstrap.no_such_agency', { organisation: input.organisation });
      continue;
    }
    if (input.kind === 'employer' && !(await deps.store.employer(input.organisation))) {
      deps.log('warn', 'bootstrap.no_such_employer', { organisation: input.organisation });
      continue;
    }
    await unlessTaken('api_key', createApiKey(deps, input, key));
  }
}

/** Waits for a change that somebody may have made before. */
async function unlessTaken(table: string, change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof UniqueKeyError && error.table === table)) throw error;
  }
}

/** The faults are named without what was written: there are keys in it. */
function read(json: string): Wanted {
  try {
    return checked(Bootstrap, parseJson(json));
  } catch (error) {
    if (!(error instanceof YinzhengError)) throw error;
    const faults = error.violations.map(({ pointer, message }) => `  ${pointer} ${message}`);
    throw new YinzhengError('invalid_configuration', ['The secret BOOTSTRAP is wrong:', ...faults].join('\n'));
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
