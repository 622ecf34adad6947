import type { Role } from '../../core/actor.ts';
import { rfc3339 } from '../../core/calendar.ts';
import { YinzhengError } from '../../core/errors.ts';
import { AUTHORITY } from '../../core/key.ts';
import { region } from '../../core/lists.ts';
import { type ApiKeyInput, createApiKey, MOST_DAYS } from '../../registry/api-keys.ts';
import { command, UsageError } from './command.ts';
import { operator, withRegister } from './operator.ts';

const ROLES: Readonly<Record<'authority' | 'agency' | 'employer', readonly Role[]>> = {
  authority: ['officer', 'approver', 'auditor', 'subsidy'],
  agency: ['clerk', 'examiner', 'signer', 'auditor'],
  employer: ['employer'],
};

export const apikeyAdd = command({
  meta: { name: 'add', description: 'Make an API key for one person in one organisation; it is shown once' },
  args: {
    organisation: {
      type: 'positional',
      required: true,
      description: '`authority`, an agency’s record code, or an employer’s unified social credit code',
    },
    roles: {
      type: 'string',
      required: true,
      valueHint: 'role,role',
      description: 'clerk, examiner, signer or auditor of an agency; officer, approver, auditor or subsidy; employer',
    },
    person: {
      type: 'string',
      required: true,
      valueHint: 'name',
      description: 'who will use it; one person may have several',
    },
    region: {
      type: 'string',
      valueHint: 'code',
      description: 'of the authority: division code of the province where the power ends, e.g. 33',
    },
    days: { type: 'string', default: '365', valueHint: 'n', description: 'days until it expires' },
  },
  async run({ organisation, roles: list, person, region: division, days: number }) {
    const roles = list.split(',').map((role) => role.trim());
    const days = Number(number);
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
      throw new UsageError(`--days ${number} is not a whole number of days from 1 to ${MOST_DAYS}.`);
    }
    const kind = roles.includes('employer') ? 'employer' : organisation === AUTHORITY ? AUTHORITY : 'agency';
    if (!isRoles(kind, roles)) {
      throw new UsageError(`--roles ${list}: an ${kind} has ${ROLES[kind].join(', ')}.`);
    }
    if (division !== undefined && (kind !== AUTHORITY || !region(division))) {
      throw new UsageError(`--region ${division}: a key of the authority may end at a province, by its division code.`);
    }
    return withRegister(async (deps) => {
      if (kind !== AUTHORITY && (await deps.store[kind](organisation)) === undefined) {
        throw new YinzhengError('not_found', `There is no such ${kind}. Register it with \`yinzheng ${kind} add\`.`);
      }
      const input: ApiKeyInput = { kind, organisation, region: division, roles, person, days, by: operator() };
      const { key, record } = await createApiKey(deps, input);
      const where = division === undefined ? '' : ` in ${region(division)?.name.en}`;
      const text = [
        key,
        `Shown once. For ${person} of ${organisation}${where} (${record.roles.join(',')}), until ${rfc3339(record.expiresAt)}.`,
      ];
      const { hash: _, ...shown } = record;
      return { json: { key, ...shown }, text: text.join('\n') };
    });
  },
});

function isRoles(kind: keyof typeof ROLES, roles: readonly string[]): roles is Role[] {
  return roles.length > 0 && roles.every((role) => (ROLES[kind] as readonly string[]).includes(role));
}
