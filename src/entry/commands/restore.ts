import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { acceptState, putOnHold } from '../../registry/hold.ts';
import type { Restored } from '../../storage/sqlite-backup-node.ts';
import { databaseFile, refuseForeignKey } from '../deps-node.ts';
import { configOfProcess } from '../environment-node.ts';
import { type Answer, command, UsageError } from './command.ts';
import { aboutHold } from './hold-words.ts';
import { operator, withRegister } from './operator.ts';

export const restore = command({
  meta: {
    name: 'restore',
    description:
      'Put a backup in the place of the register, on hold: certificates can be verified, and nothing is issued until ' +
      'you say --accept, because the backup does not know which numbers were given out after it was made',
  },
  args: {
    file: { type: 'positional', required: false, description: 'the backup; the present register is kept beside it' },
    accept: {
      type: 'boolean',
      description: 'take the register as it is now, move all numbers and status slots ahead, and issue again',
    },
    skip: {
      type: 'string',
      valueHint: 'n',
      description: 'with --accept: how far ahead; needed where how much is missing is not known',
    },
    hold: {
      type: 'boolean',
      description: 'only put the register on hold, after a PostgreSQL database was restored by its own tools',
    },
  },
  async run({ file, accept = false, skip, hold = false }) {
    if ([file !== undefined, accept, hold].filter(Boolean).length !== 1) {
      throw new UsageError('Name a backup, or say --accept or --hold: one of the three.');
    }
    if (skip !== undefined && !accept) throw new UsageError('--skip goes with --accept.');
    if (accept) return acceptAsItIs(skip);
    return file === undefined ? onlyHold() : putBack(resolve(file));
  },
});

async function putBack(source: string): Promise<Answer> {
  const config = configOfProcess();
  const path = databaseFile(config, 'pg_restore');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { restoreSqlite } = await import('../../storage/sqlite-backup-node.ts');
  const restored = await restoreSqlite(path, source, {
    now: Date.now(),
    accept: (candidate) => refuseForeignKey(config, candidate),
  });
  return {
    json: { file: path, ...restored },
    text: [...told(source, path, restored), ...aboutHold(restored.hold)].join('\n'),
  };
}

function told(source: string, path: string, { former }: Restored): string[] {
  return [
    `Restored ${source} into ${path}.`,
    ...(former === undefined ? [] : [`What was there is kept as ${former}.`]),
  ];
}

async function onlyHold(): Promise<Answer> {
  const hold = await withRegister((deps) => putOnHold(deps));
  return { json: { hold }, text: ['The register is on hold.', ...aboutHold(hold)].join('\n') };
}

async function acceptAsItIs(skip: string | undefined): Promise<Answer> {
  if (skip !== undefined && !/^\d{1,9}$/.test(skip)) throw new UsageError(`--skip ${skip} is not a whole number.`);
  return withRegister(async (deps) => {
    const done = await acceptState(deps, operator(), skip === undefined ? undefined : Number(skip));
    const text = [
      `The register takes entries again. Every number and status slot is ${done.skip} further on.`,
      'Repeat now what was entered after the backup was made: revocations above all, then agencies and keys.',
    ];
    return { json: done, text: text.join('\n') };
  });
}
