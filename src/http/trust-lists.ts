import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import type { ForeignListHead } from '../core/foreign-list.ts';
import { endForeignList, importForeignList, listForeignLists } from '../registry/foreign-lists.ts';
import { recognisedList, relayedStatusList } from '../verify/recognised.ts';
import { answerCached, CACHE } from './cached.ts';
import { type Limiter, limitClient } from './limit.ts';
import { jsonAnswer, LanguageText, mediaAnswer, Timestamp, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Other authorities';
const access = 'key';

const origin = text(200).openapi({
  description: 'https, scheme and host only.',
  example: 'https://cert.other.example',
});

const Recognised = z
  .object({
    origin: z.string(),
    authority: LanguageText,
    key: z.string(),
    timeZone: z.string(),
    version: z.int(),
    signedAt: Timestamp,
    validUntil: Timestamp.openapi({ description: 'Nothing is judged by the list after this.' }),
    importedAt: Timestamp,
  })
  .openapi('RecognisedAuthority');

export const trustLists = operation({
  id: 'listRecognised',
  tag,
  access,
  summary: 'The authorities of other deployments that are recognised here',
  answers: { 200: jsonAnswer('All of them.', z.object({ items: z.array(Recognised) })) },
  handle: async ({ c, deps, actor }) => c.json({ items: (await listForeignLists(deps, actor)).map(shown) }),
});

export const newTrustList = operation({
  id: 'recogniseAuthority',
  tag,
  access,
  summary: 'Recognise the authority of another deployment, or take its newer list',
  description:
    'Its key is handed over by another way than the list, which must be signed with it. Without `list` it is fetched from ' +
    '`{origin}/trust-list`, and again when half of its validity is over; its host, and that of its status lists, must be in ALLOWED_HOSTS.',
  body: z
    .strictObject({
      origin,
      key: text(200).openapi({
        description: "did:key of the other authority's signing key: Ed25519, or for a JWT P-256.",
      }),
      timeZone: text(60).default('Asia/Shanghai').openapi({ description: 'IANA name: where its days begin.' }),
      list: z
        .string()
        .max(900_000)
        .optional()
        .openapi({ description: 'The signed list, as JSON text or JWT; larger ones are fetched.' }),
    })
    .openapi('NewRecognised', {
      example: {
        origin: 'https://cert.other.example',
        key: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      },
    }),
  answers: { 201: jsonAnswer('It is recognised.', Recognised) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, body }) => c.json(shown(await importForeignList(deps, actor, body)), 201),
});

export const trustListEnd = operation({
  id: 'endRecognition',
  tag,
  access,
  summary: 'No longer recognise an authority',
  body: z.strictObject({ origin }).openapi('EndRecognition', { example: { origin: 'https://cert.other.example' } }),
  answers: { 204: { description: 'Nothing of that deployment is recognised any more.' } },
  problems: ['not_found', 'storage_full'],
  async handle({ c, deps, actor, body }) {
    await endForeignList(deps, actor, body.origin);
    return c.body(null, 204);
  },
});

function shown({ signedAt, validUntil, importedAt, ...rest }: ForeignListHead) {
  return {
    ...rest,
    signedAt: rfc3339(signedAt),
    validUntil: rfc3339(validUntil),
    importedAt: rfc3339(importedAt),
  };
}

const host = z.string().openapi({ description: 'Of the other deployment.', example: 'cert.other.example' });

export const recognisedTrustList = operation({
  id: 'recognisedTrustList',
  tag,
  access: 'public',
  summary: 'The trust list of a recognised deployment, for readers that judge by it themselves',
  description: 'As it was taken, with the key that its authority handed over. The page behind our QR codes reads it.',
  params: z.object({ host }),
  answers: {
    200: jsonAnswer(
      'The list and what it is judged by.',
      Recognised.pick({ origin: true, authority: true, key: true, timeZone: true, validUntil: true }).extend({
        list: z.string().openapi({ description: 'The signed list: a credential as JSON text, or a JWT.' }),
      }),
    ),
  },
  async handle({ c, deps, params }) {
    const list = JSON.stringify(await recognisedList(deps, params.host));
    return answerCached(c, list, { type: 'application/json', cache: CACHE.short });
  },
});

export const recognisedStatusList = (limiter: Limiter) =>
  operation({
    id: 'recognisedStatusList',
    tag,
    access: 'public',
    summary: 'A status list of a recognised deployment, asked for there and handed on',
    description: 'So that who reads it tells that deployment nothing. It is signed, and whoever reads it checks that.',
    params: z.object({ host, list: z.string().openapi({ example: 'S000033000107-1-agency-revocation' }) }),
    answers: { 200: mediaAnswer('The list as it came.', 'application/vc+jwt') },
    problems: ['rate_limited', 'not_reachable'],
    async handle({ c, deps, params }) {
      limitClient(c, deps, limiter);
      const jwt = await relayedStatusList(deps, params.host, params.list);
      return answerCached(c, jwt, { type: 'application/vc+jwt', cache: CACHE.own });
    },
  });
