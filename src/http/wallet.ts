/** The calls of holders' wallets: OpenID for Verifiable Credential Issuance 1.0. */
import { z } from '@hono/zod-openapi';
import { isUuid } from '../core/ids.ts';
import { WalletError, type WalletGrant } from '../core/wallet.ts';
import { authorizationServer, issuerMetadata } from '../issue/wallet/metadata.ts';
import { newNonce } from '../issue/wallet/nonce.ts';
import { readOffer } from '../issue/wallet/offer.ts';
import { grantOf, redeem } from '../issue/wallet/redeem.ts';
import { type CredentialAnswer, deferredCredential, notify, requestCredential } from '../issue/wallet/request.ts';
import { bodyText } from './body.ts';
import { answerCached, CACHE } from './cached.ts';
import type { AppContext, AppDeps } from './context.ts';
import { type Limiter, limitClient } from './limit.ts';
import { Document, jsonAnswer } from './models.ts';
import { operation } from './operation.ts';
import { refusing, WalletProblem } from './wallet-errors.ts';

const tag = 'Wallets';
const access = 'public';
const FORM = 'application/x-www-form-urlencoded';
const BEARER = 'Takes the access token as `Authorization: Bearer`, and never in the address.';
const refused = { 400: jsonAnswer('Refused, for the reason that `error` names.', WalletProblem) };
const notLetIn = {
  401: jsonAnswer('No access token; or `invalid_token`: a wrong one, or one that has ended.', WalletProblem),
};

const metadata = (id: string, summary: string, read: (deps: AppDeps) => Promise<object> | object) =>
  operation({
    id,
    tag,
    access,
    summary,
    answers: jsonDocument,
    handle: async ({ c, deps }) =>
      answerCached(c, JSON.stringify(await read(deps)), { type: 'application/json', cache: CACHE.short }),
  });
const jsonDocument = { 200: { description: 'The metadata.', content: { 'application/json': { schema: Document } } } };

export const credentialIssuer = metadata('credentialIssuer', 'What wallets may ask for, and where', issuerMetadata);
export const authorization = metadata('authorizationServer', 'Where wallets redeem codes', authorizationServer);

export const walletOffer = (limiter: Limiter) =>
  operation({
    id: 'walletOffer',
    tag,
    access,
    summary: 'What an offer offers',
    description: 'Where the link of an offer leads. Its code is worth nothing without the transaction code.',
    params: z.object({
      id: z.string().refine(isUuid).openapi({ format: 'uuid', example: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e' }),
    }),
    answers: { 200: { description: 'The offer.', content: { 'application/json': { schema: Document } } } },
    problems: ['rate_limited'],
    async handle({ c, deps, params }) {
      limitClient(c, deps, limiter);
      c.header('Cache-Control', 'no-store');
      return c.json(await readOffer(deps, params.id));
    },
  });

const TokenRequest = z.object({
  grant_type: z.string().openapi({ example: 'urn:ietf:params:oauth:grant-type:pre-authorized_code' }),
  'pre-authorized_code': z.string().openapi({ description: 'From the offer. It works once.' }),
  tx_code: z.string().openapi({ description: 'The digits that the holder was given apart from the offer.' }),
});

export const walletToken = (limiter: Limiter) =>
  operation({
    id: 'walletToken',
    tag,
    access,
    crossOrigin: true,
    summary: 'Redeem the code of an offer for an access token',
    description: 'After five wrong transaction codes an offer is worth nothing.',
    rawBody: { required: true, content: { [FORM]: { schema: TokenRequest } } },
    answers: {
      200: jsonAnswer(
        'The token.',
        z.object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int() }),
      ),
      ...refused,
    },
    problems: ['rate_limited', 'storage_full'],
    refuse: refusing('invalid_request'),
    async handle({ c, deps, raw }) {
      limitClient(c, deps, limiter);
      const sent = new URLSearchParams(bodyText(raw.bytes));
      if (new Set(sent.keys()).size < sent.size) throw new WalletError('invalid_request', 'a parameter occurs twice');
      // RFC 6749 section 3.2: a parameter without a value is one that was left out.
      const said = (name: string) => sent.get(name) || undefined;
      const { token, expiresInSeconds } = await redeem(deps, {
        grantType: said('grant_type'),
        code: said('pre-authorized_code'),
        txCode: said('tx_code'),
      });
      c.header('Cache-Control', 'no-store');
      return c.json({ access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds });
    },
  });

export const walletNonce = (limiter: Limiter) =>
  operation({
    id: 'walletNonce',
    tag,
    access,
    crossOrigin: true,
    summary: 'A nonce for key proofs',
    description: 'Good for five minutes and one request.',
    answers: { 200: jsonAnswer('The nonce.', z.object({ c_nonce: z.string() })) },
    problems: ['rate_limited'],
    async handle({ c, deps }) {
      limitClient(c, deps, limiter);
      c.header('Cache-Control', 'no-store');
      return c.json({ c_nonce: await newNonce(deps) });
    },
  });

const CredentialRequest = z
  .object({
    credential_configuration_id: z.string().optional(),
    credential_identifier: z.string().optional(),
    proofs: z.object({ jwt: z.array(z.string()).optional() }).optional(),
    credential_response_encryption: z.unknown().optional(),
  })
  .openapi('CredentialRequest', {
    example: { credential_configuration_id: 'skill-level-cn/1/dc+sd-jwt', proofs: { jwt: ['eyJ…'] } },
  });

const Credentials = z
  .object({
    credentials: z.array(z.object({ credential: z.union([z.string(), Document]) })),
    notification_id: z.string(),
  })
  .openapi('CredentialResponse');
const Waiting = z.object({ transaction_id: z.string(), interval: z.int() }).openapi('DeferredCredentialResponse');

const answers = {
  200: jsonAnswer('The credentials, one for each key.', Credentials),
  202: jsonAnswer('The agency has no key to sign with now. Ask the deferred endpoint later.', Waiting),
  ...refused,
  ...notLetIn,
};
/** When a wallet may ask again, in seconds. */
const INTERVAL = 60;

export const walletCredential = (limiter: Limiter) =>
  operation({
    id: 'walletCredential',
    tag,
    access,
    crossOrigin: true,
    summary: 'Fetch a certificate into a wallet',
    description: `${BEARER} One copy for each key proof, at most ten; each configuration of an offer once.`,
    body: CredentialRequest,
    answers,
    problems: ['rate_limited', 'storage_full'],
    refuse: refusing('invalid_credential_request'),
    async handle({ c, deps, body }) {
      limitClient(c, deps, limiter);
      const { credential_configuration_id: configuration, credential_identifier: identifier, proofs } = body;
      const encryption = body.credential_response_encryption;
      const request = { configuration, identifier, proofs: proofs?.jwt, encryption };
      return answer(c, await requestCredential(deps, await bearer(c, deps), request));
    },
  });

export const walletDeferred = (limiter: Limiter) =>
  operation({
    id: 'walletDeferred',
    tag,
    access,
    crossOrigin: true,
    summary: 'Fetch what had to wait',
    description: BEARER,
    body: z
      .object({ transaction_id: z.string() })
      .openapi('DeferredCredentialRequest', { example: { transaction_id: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e' } }),
    answers,
    problems: ['rate_limited', 'storage_full'],
    refuse: refusing('invalid_credential_request'),
    async handle({ c, deps, body }) {
      limitClient(c, deps, limiter);
      return answer(c, await deferredCredential(deps, await bearer(c, deps), body.transaction_id));
    },
  });

export const walletNotification = (limiter: Limiter) =>
  operation({
    id: 'walletNotification',
    tag,
    access,
    crossOrigin: true,
    summary: 'Say what became of credentials in the wallet',
    description: `${BEARER} \`event_description\` is not kept.`,
    body: z
      .object({
        notification_id: z.string(),
        event: z.string().openapi({ enum: ['credential_accepted', 'credential_failure', 'credential_deleted'] }),
        event_description: z.string().optional(),
      })
      .openapi('NotificationRequest', {
        example: { notification_id: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e', event: 'credential_accepted' },
      }),
    answers: { 204: { description: 'Noted.' }, ...refused, ...notLetIn },
    problems: ['rate_limited', 'storage_full'],
    refuse: refusing('invalid_notification_request'),
    async handle({ c, deps, body }) {
      limitClient(c, deps, limiter);
      await notify(deps, await bearer(c, deps), body.notification_id, body.event);
      return c.body(null, 204);
    },
  });

/** Whose request it is (RFC 6750 section 2.1). */
function bearer(c: AppContext, deps: AppDeps): Promise<WalletGrant> {
  const bearer = /^Bearer(?: (.*))?$/i.exec(c.req.header('authorization') ?? '');
  return grantOf(deps, bearer ? (bearer[1] ?? '') : undefined);
}

function answer(c: AppContext, made: CredentialAnswer): Response {
  c.header('Cache-Control', 'no-store');
  if ('waiting' in made) return c.json({ transaction_id: made.id, interval: INTERVAL }, 202);
  const credentials = made.credentials.map((credential) => ({ credential }));
  return c.json({ credentials, notification_id: made.id });
}
