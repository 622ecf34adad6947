import { rfc3339 } from '../../core/calendar.ts';
import { type Findings, verifyLedger } from '../../ledger/verify.ts';
import { command, EXIT } from './command.ts';
import { readInput, withRegister } from './operator.ts';

/** Faults that are named; the rest is counted. */
const SHOWN = 1_000;

export const auditVerify = command({
  meta: {
    name: 'verify',
    description: 'Read all events and say whether any was changed, removed, inserted or put elsewhere, and which',
  },
  args: {
    checkpoint: {
      type: 'string',
      valueHint: 'file',
      description: 'an earlier answer of GET /ledger/checkpoint: tells, too, whether the end was cut off',
    },
  },
  async run(args) {
    const checkpoint = args.checkpoint === undefined ? undefined : readInput(args.checkpoint).trim();
    const findings = await withRegister((deps) => verifyLedger(deps, { checkpoint }));
    const { faults, head, ...counts } = findings;
    const json = {
      intact: faults.length === 0,
      ...counts,
      ...(head && { head: { ...head, at: rfc3339(head.at) } }),
      faults: faults.slice(0, SHOWN),
      faultCount: faults.length,
    };
    return { json, text: textOf(findings), exit: faults.length === 0 ? EXIT.ok : EXIT.refused };
  },
});

function textOf({ faults, head, blocks, events, waiting }: Findings): string {
  const unsealed = `${waiting} waiting to be sealed`;
  if (faults.length === 0) {
    const until = head && `, the last of ${rfc3339(head.at)}`;
    return `All ${events} events in ${blocks} blocks${until ?? ''} are as they were sealed; ${unsealed}.`;
  }
  const more = faults.length > SHOWN ? [`  and ${faults.length - SHOWN} more`] : [];
  return [
    `The record was tampered with: ${faults.length === 1 ? '1 fault' : `${faults.length} faults`} in ${blocks} blocks; ${unsealed}.`,
    ...faults.slice(0, SHOWN).map(({ kind, message }) => `  ${kind}: ${message}`),
    ...more,
    'What to do: docs/operations.md, “When the record does not verify”.',
  ].join('\n');
}
