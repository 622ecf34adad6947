import { resolve } from 'node:path';
import { rfc3339 } from '../../core/calendar.ts';
import { existingFile } from '../deps-node.ts';
import { configOfProcess } from '../environment-node.ts';
import { command } from './command.ts';

export const backup = command({
  meta: { name: 'backup', description: 'Copy the register into a new file, also while the service runs' },
  args: {
    file: { type: 'positional', required: true, description: 'where to; it must not be there yet' },
  },
  async run({ file }) {
    const target = resolve(file);
    const path = existingFile(configOfProcess(), 'pg_dump');
    const { backupSqlite } = await import('../../storage/sqlite-backup-node.ts');
    const { bytes, position } = await backupSqlite(path, target);
    const until = position && rfc3339(position.at);
    const text = [
      `Copied the register into ${target} (${megabytes(bytes)}) and checked the copy.`,
      ...(until === undefined ? [] : [`It holds everything up to ${until}.`]),
      'The key-encryption key (YINZHENG_KEK) is not in it: keep that elsewhere. Without it the copy is of no use.',
    ];
    return { json: { file: target, bytes, until, events: position?.events }, text: text.join('\n') };
  },
});

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
