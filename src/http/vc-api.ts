/** For other implementations of the standards: W3C VCALM, the former VC-API. Switched on by a setting. */
import { invalidRequest } from '../core/errors.ts';
import { type Fault, RULES, type Rule, ruleType } from '../credential/rules.ts';
import { changeCredentialStatus } from '../issue/credential-status.ts';
import { issueCredential } from '../issue/issue-credential.ts';
import { deriveCredential } from '../verify/derive.ts';
import { type Expectations, type Judgement, verifyCredential } from '../verify/verify-credential.ts';
import { verifyPresentation } from '../verify/verify-presentation.ts';
import type { AppContext } from './context.ts';
import { jsonAnswer } from './models.ts';
import { operation, type Routes } from './operation.ts';
import {
  DeriveBody,
  IssueBody,
  notVerified,
  SecuredCredential,
  StatusBody,
  VerificationResult,
  VerifyCredentialBody,
  VerifyPresentationBody,
} from './vc-api-models.ts';

const tag = 'Other implementations';

const issue = operation({
  id: 'issueAnyCredential',
  tag,
  access: 'key',
  summary: 'Sign any VC 2.0 credential with a key of your organisation',
  description:
    'Issuer and subject stay as you wrote them. Your organisation goes by its did:web and by the did:key of each of ' +
    'its keys (`GET /v1/keys`). Certificates are refused: they are issued with `POST /v1/certificates`.',
  body: IssueBody,
  answers: { 201: jsonAnswer('The secured credential, or an envelope around a JWT.', SecuredCredential) },
  problems: ['not_found', 'not_entitled', 'lint_failed', 'key_unavailable', 'storage_full'],
  async handle({ c, deps, actor, body: { credential, options = {} } }) {
    const { credentialStatus = false, format, ...rest } = options;
    const entries =
      credentialStatus === true ? [{ statusPurpose: 'revocation' as const }] : [credentialStatus || []].flat();
    const verifiableCredential = await issueCredential(deps, actor, {
      credential,
      ...rest,
      format: format && 'vc+jwt',
      statusPurposes: [...new Set(entries.map(({ statusPurpose }) => statusPurpose))],
    });
    return c.json({ verifiableCredential }, 201);
  },
});

const verify = operation({
  id: 'verifyAnyCredential',
  tag,
  access: 'public',
  crossOrigin: true,
  summary: 'Verify a credential of anybody by the standards alone',
  description:
    'Form, proofs, dates and status. Whether the issuer is entitled to what it says is not asked; `POST /verify` does. ' +
    'Keys are had from did:key, did:jwk, and did:web of hosts that the operator allowed; JSON-LD contexts are pinned.',
  body: VerifyCredentialBody,
  answers: { 200: jsonAnswer('It verifies.', VerificationResult), 400: notVerified },
  async handle({ c, deps, body: { verifiableCredential, options } }) {
    return answer(c, await verifyCredential(deps, verifiableCredential, expectations(options)));
  },
});

const verifyPresented = operation({
  id: 'verifyAnyPresentation',
  tag,
  access: 'public',
  crossOrigin: true,
  summary: 'Verify a presentation of anybody, with the credentials in it',
  body: VerifyPresentationBody,
  answers: { 200: jsonAnswer('It verifies, and so does each credential in it.', VerificationResult), 400: notVerified },
  async handle({ c, deps, body: { verifiablePresentation, options } }) {
    return answer(c, await verifyPresentation(deps, verifiablePresentation, expectations(options)));
  },
});

const derive = operation({
  id: 'deriveCredential',
  tag,
  access: 'public',
  crossOrigin: true,
  summary: 'Disclose a part of a credential',
  description: 'For credentials with a base proof (ecdsa-sd-2023). Nothing is kept, and no key is used.',
  body: DeriveBody,
  answers: { 201: jsonAnswer('What was selected, and what its issuer made mandatory.', SecuredCredential) },
  async handle({ c, deps, body: { verifiableCredential, options } }) {
    const selectivePointers = options?.selectivePointers ?? [];
    const derived = await deriveCredential(deps, verifiableCredential, selectivePointers);
    return c.json({ verifiableCredential: derived }, 201);
  },
});

const status = operation({
  id: 'changeAnyCredentialStatus',
  tag,
  access: 'key',
  summary: 'Revoke or suspend a credential that was issued here with a status entry',
  description: 'Named by its id, or by its entry. Revoked is final. The list says so at once.',
  body: StatusBody,
  answers: { 200: jsonAnswer('The lists say so.', StatusBody) },
  problems: ['not_found', 'status_conflict', 'key_unavailable', 'storage_full'],
  async handle({ c, deps, actor, body }) {
    const { credentialId, reason, status: set } = body;
    for (const { statusPurpose, statusListCredential, statusListIndex } of [body.credentialStatus].flat()) {
      if ((statusListCredential === undefined) !== (statusListIndex === undefined)) {
        const message = 'statusListCredential and statusListIndex go together';
        throw invalidRequest([{ pointer: '/credentialStatus', rule: 'required', message }]);
      }
      const entry =
        statusListCredential === undefined ? undefined : { list: statusListCredential, index: Number(statusListIndex) };
      await changeCredentialStatus(deps, actor, { credentialId, reason, set, purpose: statusPurpose, entry });
    }
    return c.json(body);
  },
});

export const vcApi: Routes = {
  'POST /credentials/issue': issue,
  'POST /credentials/verify': verify,
  'POST /credentials/derive': derive,
  'POST /credentials/status': status,
  'POST /presentations/verify': verifyPresented,
};

interface VerifyOptions {
  readonly checks?: readonly string[] | undefined;
  readonly domain?: string | undefined;
  readonly challenge?: string | undefined;
  readonly expectedProofPurpose?: string | undefined;
}

function expectations({ checks = [], domain, challenge, expectedProofPurpose }: VerifyOptions = {}): Expectations {
  const known = [undefined, 'assertionMethod', 'authentication'] as const;
  const purpose = known.find((one) => one === expectedProofPurpose);
  if (purpose !== expectedProofPurpose) {
    const message = 'must be assertionMethod or authentication';
    throw invalidRequest([{ pointer: '/options/expectedProofPurpose', rule: 'proof/purpose', message }]);
  }
  const proofOnly = checks.includes('proof') && !checks.some((one) => /status/i.test(one));
  return { purpose, domain, challenge, status: !proofOnly };
}

function answer(c: AppContext, { faults, warnings }: Judgement): Response {
  const verified = faults.length === 0;
  const body = { verified, problemDetails: faults.map(refusalOf), warnings: warnings.map(refusalOf) };
  return c.json(body, verified ? 200 : 400);
}

function refusalOf({ rule, pointer, message }: Fault) {
  const { title, section, error }: Rule = RULES[rule];
  return { type: ruleType(rule), title, detail: message, rule, section, ...(error && { error }), pointer };
}
