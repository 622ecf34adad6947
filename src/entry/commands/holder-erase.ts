import { printedNumber } from '../../core/certificate.ts';
import { eraseHolder } from '../../registry/erase-holder.ts';
import { command } from './command.ts';
import { certificateNumbered, numberTyped, operator, withRegister } from './operator.ts';

export const holderErase = command({
  meta: { name: 'erase', description: 'Erase the identity number of a certificate’s holder, for good' },
  args: {
    number: {
      type: 'positional',
      required: true,
      description: 'number of any certificate of the holder, with or without its check character',
    },
  },
  async run(args) {
    const number = numberTyped(args.number);
    return withRegister(async (deps) => {
      const certificate = await certificateNumbered(deps, number);
      await eraseHolder(deps, operator(), certificate.id);
      const text = `The identity behind ${printedNumber(certificate)} is erased. Its certificates go on verifying.`;
      return { json: { erased: true, number }, text };
    });
  },
});
