import { rfc3339 } from '../../core/calendar.ts';
import { type Hold, skipFor } from '../../core/hold.ts';

/** What a hold means, for somebody who never met one. */
export function aboutHold(hold: Hold): string[] {
  const { presentUntil, knownUntil, missing } = hold;
  return [
    ...(presentUntil === undefined ? [] : [`It holds everything up to ${rfc3339(presentUntil)}.`]),
    ...(knownUntil === undefined
      ? []
      : [
          `The register that was here went on until ${rfc3339(knownUntil)}${missing ? `: ${missing} changes are missing` : ''}.`,
        ]),
    'Certificates can be verified. Nothing is issued, revoked or changed until you say so, because the numbers and status',
    'slots that were given out after this copy was made would be given out again.',
    'If there is a later backup, restore that one instead. If this is the one:',
    '  yinzheng restore --accept',
    `moves every number and slot ${skipFor(hold)} ahead, so that none is given out twice, and issues again.`,
  ];
}
