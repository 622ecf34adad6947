import { initialise } from '../../registry/init.ts';
import { command } from './command.ts';
import { withRegister } from './operator.ts';

export const init = command({
  meta: {
    name: 'init',
    description: 'Make the register: the authority, its keys, and the lists that come with Yinzheng',
  },
  args: {
    name: { type: 'string', required: true, valueHint: 'text', description: 'name of the authority in Chinese' },
    'name-en': { type: 'string', required: true, valueHint: 'text', description: 'its name in English' },
    uscc: { type: 'string', required: true, valueHint: 'code', description: 'its unified social credit code' },
  },
  run: (args) =>
    withRegister(
      async (deps) => {
        const authority = { name: { zh: args.name, en: args['name-en'] }, uscc: args.uscc };
        await initialise(deps, { authority });
        const text = [
          `The register of ${args.name} is ready.`,
          'Next:',
          '  yinzheng agency add FILE.json',
          '  yinzheng apikey add CODE --roles signer --person NAME',
          '  yinzheng start',
        ];
        return { json: { authority, origin: deps.settings.origin }, text: text.join('\n') };
      },
      { create: true },
    ),
});
