import { z } from 'zod';
import { newAgency } from '../../http/agencies.ts';
import { checked } from '../../http/validate.ts';
import { type AgencyInput, registerAgency } from '../../registry/agencies.ts';
import { command } from './command.ts';
import { operator, readJsonObject, withRegister } from './operator.ts';

export const agencyAdd = command({
  meta: { name: 'add', description: 'Register an agency with its first period of record, and make its keys' },
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'the agency, as POST /v1/agencies takes it; - reads standard input',
    },
  },
  async run({ file }) {
    const input = checked(newAgency.body ?? z.never(), readJsonObject(file)) as AgencyInput;
    return withRegister(async (deps) => {
      const { agency, steps } = await registerAgency(deps, operator(), input);
      return {
        json: { ...agency, steps },
        text: `Registered ${agency.code} ${agency.name.zh}, with its signing keys.`,
      };
    });
  },
});
