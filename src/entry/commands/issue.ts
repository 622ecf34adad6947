import { CertificateRequest } from '../../http/certificate-models.ts';
import { checked } from '../../http/validate.ts';
import { idempotencyOf } from '../../issue/idempotency.ts';
import { issue } from '../../issue/issue.ts';
import { present } from '../../issue/present.ts';
import { utf8 } from '../../lib/bytes.ts';
import { command } from './command.ts';
import { readJsonObject, signerOf, withRegister } from './operator.ts';

export const issueFile = command({
  meta: { name: 'issue', description: 'Issue one certificate from a request in a JSON file' },
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'the request, as POST /v1/certificates takes it; - reads standard input',
    },
    agency: { type: 'string', required: true, valueHint: 'code', description: 'record code of the issuing agency' },
    'idempotency-key': {
      type: 'string',
      valueHint: 'text',
      description: 'repeated with the same file, makes nothing new',
    },
  },
  async run(args) {
    const body = readJsonObject(args.file);
    const request = checked(CertificateRequest, body);
    const key = args['idempotency-key'];
    return withRegister(async (deps) => {
      const idempotency = await idempotencyOf(deps, key, { body: utf8(JSON.stringify(body)) });
      const [outcome] = await issue(deps, signerOf(args.agency), [{ request, idempotency }]);
      if (outcome === undefined) throw new Error('issuing one certificate gave no outcome');
      if ('error' in outcome) throw outcome.error;
      const shown = await present(deps, outcome.certificate);
      const text = [
        `${outcome.replayed ? 'Already issued' : 'Issued'} ${shown.printedNumber}`,
        `  id    ${shown.id}`,
        `  page  ${shown.verifyUrl}`,
        `  code  ${shown.seal}`,
      ];
      return { json: { ...shown, replayed: outcome.replayed }, text: text.join('\n') };
    });
  },
});
