import { eraseHolder } from '../registry/erase-holder.ts';
import { certificateParams as params } from './certificates.ts';
import { operation } from './operation.ts';

export const holderErasure = operation({
  id: 'eraseHolder',
  tag: 'Certificates',
  access: 'key',
  summary: 'Erase the identity of the holder of a certificate, for good',
  description:
    'Identity number, what it is looked up by, and the keys of wallets, within the agency: for all of its certificates of this ' +
    'holder. They go on verifying; nobody finds them by identity any more. Nothing brings it back.',
  params,
  answers: { 204: { description: 'It is erased, or was before.' } },
  problems: ['storage_full'],
  async handle({ c, deps, actor, params: { id } }) {
    await eraseHolder(deps, actor, id);
    return c.body(null, 204);
  },
});
