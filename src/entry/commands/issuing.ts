import type { Stop } from '../../core/stop.ts';
import { resumeIssuing, stopIssuing } from '../../registry/stop-issuing.ts';
import { command } from './command.ts';
import { operator, withRegister } from './operator.ts';

const agency = {
  type: 'positional',
  required: false,
  description: 'record code of one agency; without it, all',
} as const;

export const issuingStop = command({
  meta: { name: 'stop', description: 'Stop issuing at once, on every node; verifying goes on' },
  args: { agency, reason: { type: 'string', required: true, description: 'why' } },
  run: ({ agency, reason }) =>
    withRegister(async (deps) => {
      const stop = await stopIssuing(deps, operator(), { agency, reason });
      return { json: stop, text: `Stopped ${whose(stop)}.` };
    }),
});

export const issuingResume = command({
  meta: { name: 'resume', description: 'Let issuing go on' },
  args: { agency },
  run: ({ agency }) =>
    withRegister(async (deps) => {
      const stop = await resumeIssuing(deps, operator(), agency);
      return { json: stop, text: `${whose(stop)} goes on.` };
    }),
});

function whose({ owner }: Stop): string {
  return owner === 'authority' ? 'all issuing' : `the issuing of ${owner}`;
}
