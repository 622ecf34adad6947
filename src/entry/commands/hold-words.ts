import { rfc3339 } from '../../core/calendar.ts';
import { type Hold, skipFor } from '../../core/hold.ts';

/** What a hold means, for somebody who never met one. */
export function aboutHold(hold: Hold): string[] {
  const { presentUntil, knownUntil, missing, skipped } = hold;
  const among = skipped ? `, among them a skip of ${skipped} numbers` : '';
  const gap = missing ? `: ${missing} changes are missing${among}` : '';
  return [
    ...(presentUntil === undefined ? [] : [`It holds everything up to ${rfc3339(presentUntil)}.`]),
    ...(knownUntil === undefined ? [] : [`The register that was here went on until ${rfc3339(knownUntil)}${gap}.`]),
    'Certificates can be verified. Nothing is issued, revoked or changed until you say so, because the numbers and status',
    'slots that were given out after this copy was made would be given out again.',
    'If there is a later backup, restore that one instead. If this is the one:',
    ...howToAccept(skipFor(hold)),
  ];
}

function howToAccept(skip: number | undefined): string[] {
  if (skip !== undefined) {
    return [
      '  yinzheng restore --accept',
      `moves every number and slot ${skip} ahead, beyond those changes, and issues again.`,
    ];
  }
  return [
    '  yinzheng restore --accept --skip N',
    'moves every number and slot N ahead and issues again. How many changes are missing is not known here, so N is yours',
    'to find: more than any agency can have issued since. With less, numbers are given out twice. 0 if nothing is missing.',
    'How: “Put one back” in docs/operations.md.',
  ];
}
