import { isLocalDate } from '../../core/calendar.ts';
import { printedNumber } from '../../core/certificate.ts';
import { changeStatus } from '../../issue/change-status.ts';
import { command, UsageError } from './command.ts';
import { certificateNumbered, numberTyped, operator, withRegister } from './operator.ts';

export const revoke = command({
  meta: { name: 'revoke', description: 'Revoke a certificate in the name of the authority' },
  args: {
    number: {
      type: 'positional',
      required: true,
      description: 'certificate number, with or without its check character',
    },
    reason: { type: 'string', required: true, valueHint: 'code', description: 'public reason, e.g. exam_fraud' },
    note: { type: 'string', valueHint: 'text', description: 'kept with the event, not public' },
    'effective-from': { type: 'string', valueHint: 'date', description: 'first day on which it no longer holds' },
  },
  async run(args) {
    const number = numberTyped(args.number);
    const from = args['effective-from'];
    if (from !== undefined && !isLocalDate(from)) throw new UsageError(`${from} is no date. Write YYYY-MM-DD.`);
    return withRegister(async (deps) => {
      const found = await certificateNumbered(deps, number);
      const { certificate, marks } = await changeStatus(deps, operator(), found.id, {
        action: 'revoke',
        reason: args.reason,
        ...(args.note === undefined ? {} : { note: args.note }),
        ...(from === undefined ? {} : { effectiveFrom: from }),
      });
      const text = `Revoked ${printedNumber(certificate)} (${args.reason}). Whoever keeps a status list sees it within five minutes.`;
      return { json: { id: certificate.id, number: certificate.number, marks }, text };
    });
  },
});
