import { registerEmployer } from '../../registry/employers.ts';
import { command } from './command.ts';
import { LIMIT_ARGS, limitsText, limitsTyped } from './employer-limits.ts';
import { operator, withRegister } from './operator.ts';

export const employerAdd = command({
  meta: { name: 'add', description: 'Register an employer, whose people may have files of certificates verified' },
  args: {
    code: { type: 'positional', required: true, description: 'its unified social credit code' },
    name: { type: 'string', required: true, valueHint: '名称', description: 'its name in Chinese' },
    'name-en': { type: 'string', required: true, valueHint: 'name', description: 'its name in English' },
    ...LIMIT_ARGS,
  },
  async run({ code, name: zh, 'name-en': en, ...typed }) {
    const limits = limitsTyped(typed);
    return withRegister(async (deps) => {
      const employer = await registerEmployer(deps, operator(), { code, name: { zh, en }, limits });
      return { json: { ...employer }, text: `Registered ${zh}: ${limitsText(employer.limits)}.` };
    });
  },
});
