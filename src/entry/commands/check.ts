import { existingFile } from '../deps-node.ts';
import { configOfProcess } from '../environment-node.ts';
import { command, EXIT } from './command.ts';
import { aboutHold } from './hold-words.ts';

export const check = command({
  meta: {
    name: 'check',
    description: 'Read the whole file of the register and say whether it is undamaged, and on hold',
  },
  args: {},
  async run() {
    const path = existingFile(configOfProcess(), 'pg_amcheck');
    const { checkSqlite } = await import('../../storage/sqlite-backup-node.ts');
    const { faults, hold } = await checkSqlite(path);
    if (faults.length > 0) {
      const text = [`${path} is damaged:`, ...faults.map((fault) => `  ${fault}`), 'Restore it: yinzheng restore FILE'];
      return { json: { whole: false, faults }, text: text.join('\n'), exit: EXIT.refused };
    }
    const text = [`${path} is undamaged.`, ...(hold ? ['It is on hold.', ...aboutHold(hold)] : [])];
    return { json: { whole: true, faults, hold }, text: text.join('\n') };
  },
});
