import { YinzhengError } from '../../core/errors.ts';
import { revokeApiKey } from '../../registry/api-keys.ts';
import { command } from './command.ts';
import { operator, withRegister } from './operator.ts';

export const apikeyRevoke = command({
  meta: { name: 'revoke', description: 'End an API key at once' },
  args: {
    id: { type: 'positional', required: true, description: 'its id, as `apikey list` shows it' },
  },
  run: ({ id }) =>
    withRegister(async (deps) => {
      const key = (await deps.store.apiKeys()).find((one) => one.id === id);
      if (key === undefined)
        throw new YinzhengError('not_found', 'There is no such API key: `apikey list` shows their ids.');
      if (key.revokedAt === undefined) await revokeApiKey(deps, key, operator());
      return { json: { id, revoked: true }, text: `The key of ${key.person} (${key.organisation}) is revoked.` };
    }),
});
