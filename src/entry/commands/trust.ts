import { rfc3339 } from '../../core/calendar.ts';
import { endForeignList, importForeignList, listForeignLists } from '../../registry/foreign-lists.ts';
import { command } from './command.ts';
import { operator, readInput, withRegister } from './operator.ts';

const origin = {
  type: 'positional',
  required: true,
  description: 'its origin, e.g. https://cert.other.example',
} as const;

export const trustAdd = command({
  meta: { name: 'add', description: 'Recognise the authority of another deployment, or take its newer list' },
  args: {
    origin,
    key: {
      type: 'string',
      required: true,
      valueHint: 'did:key:z…',
      description: 'the key of its authority, handed over by another way',
    },
    list: { type: 'string', valueHint: 'FILE', description: 'its signed trust list; without it, it is fetched' },
    'time-zone': { type: 'string', default: 'Asia/Shanghai', valueHint: 'zone', description: 'where its days begin' },
  },
  run: ({ origin, key, list, 'time-zone': timeZone }) =>
    withRegister(async (deps) => {
      const text = list === undefined ? undefined : readInput(list);
      const taken = await importForeignList(deps, operator(), { origin, key, timeZone, list: text });
      return {
        json: taken,
        text: `Recognised ${taken.authority.zh}, until ${rfc3339(taken.validUntil)} by this list.`,
      };
    }),
});

export const trustList = command({
  meta: { name: 'list', description: 'Show the authorities that are recognised' },
  args: {},
  run: () =>
    withRegister(async (deps) => {
      const lists = await listForeignLists(deps, operator());
      const lines = lists.map(
        ({ origin, authority, version, validUntil }) =>
          `${origin}  ${authority.zh}  version ${version}, valid until ${rfc3339(validUntil)}`,
      );
      return { json: lists, text: lines.length > 0 ? lines.join('\n') : 'No other authority is recognised.' };
    }),
});

export const trustEnd = command({
  meta: { name: 'end', description: 'No longer recognise an authority' },
  args: { origin },
  run: ({ origin }) =>
    withRegister(async (deps) => {
      await endForeignList(deps, operator(), origin);
      return { json: { origin }, text: `${origin} is no longer recognised.` };
    }),
});
