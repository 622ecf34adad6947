import { rfc3339 } from '../../core/calendar.ts';
import { command } from './command.ts';
import { withRegister } from './operator.ts';

export const apikeyList = command({
  meta: { name: 'list', description: 'List API keys; the keys themselves are kept nowhere' },
  args: {
    organisation: { type: 'positional', required: false, description: 'only those of this organisation' },
  },
  run: ({ organisation }) =>
    withRegister(async (deps) => {
      const keys = (await deps.store.apiKeys(organisation)).map(({ hash: _, ...shown }) => shown);
      const now = deps.clock();
      const lines = keys.map(({ id, organisation: whose, region, roles, person, expiresAt, revokedAt }) => {
        const end = revokedAt ?? expiresAt;
        const state = revokedAt !== undefined ? 'revoked' : expiresAt <= now ? 'expired' : 'good until';
        return `${id}  ${whose}${region === undefined ? '' : `/${region}`}  ${roles.join(',')}  ${person}  ${state} ${rfc3339(end)}`;
      });
      return { json: keys, text: lines.length === 0 ? 'There are none.' : lines.join('\n') };
    }),
});
