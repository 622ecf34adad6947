import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { KEY_ALGORITHMS, type KeyRecord } from '../core/key.ts';
import { didKeyOf } from '../credential/did.ts';
import { listKeys, rotateKey, setKeyState } from '../registry/keys.ts';
import { defined } from './defined.ts';
import { jsonAnswer, PageQuery, pageAnswer, pageOf, text } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Keys';
const access = 'key';
const owner = text(40).openapi({
  description: '`authority`, or the record code of an agency.',
  example: 'S000033000107',
});

const Key = z
  .object({
    id: z.string().openapi({ description: 'Fragment of the verification method.', example: 'Xq3vZ0c2bYk' }),
    owner: z.string(),
    algorithm: z.enum(KEY_ALGORITHMS),
    publicJwk: z.record(z.string(), z.string()),
    didKey: z.string().openapi({
      description: 'The did:key under which the owner may also sign with it, as VCALM issuer.',
      example: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    }),
    state: z.enum(['active', 'retired', 'compromised', 'destroyed']),
    createdAt: z.string(),
    retiredAt: z.string().optional(),
    compromisedSince: z.string().optional(),
  })
  .openapi('Key', { description: 'The public half. The private half never leaves the signer.' });

export const keys = operation({
  id: 'listKeys',
  tag,
  access,
  summary: 'List signing keys',
  description: 'Oldest first, retired ones too.',
  query: PageQuery.extend({ owner: owner.optional() }),
  answers: { 200: jsonAnswer('One page.', pageOf(Key)) },
  problems: ['not_found'],
  async handle({ c, deps, actor, query: { limit, after, owner } }) {
    const rows = await listKeys(deps, actor, { limit: limit + 1, after, owner });
    return c.json(pageAnswer(rows, limit, ({ id }) => id, shown));
  },
});

export const newKey = operation({
  id: 'rotateKey',
  tag,
  access,
  summary: 'Make a new key in the place of the active one',
  description: 'The former key retires: what it signed stays good.',
  body: z
    .strictObject({ owner: owner.optional(), algorithm: z.enum(KEY_ALGORITHMS) })
    .openapi('KeyRotation', { example: { algorithm: 'Ed25519' } }),
  answers: { 201: jsonAnswer('The new key.', Key) },
  problems: ['not_found', 'storage_full'],
  async handle({ c, deps, actor, body }) {
    const made = await rotateKey(deps, actor, { owner: body.owner ?? actor.organisation, algorithm: body.algorithm });
    return c.json(shown(made), 201);
  },
});

export const keyState = operation({
  id: 'setKeyState',
  tag,
  access,
  summary: 'Declare a key compromised, or destroy it',
  description:
    'Nothing that a compromised key signed is believed from `since` on. Destroying erases the private half of a key ' +
    'that no longer signs.',
  params: z.object({ id: z.string() }),
  body: z
    .strictObject({
      state: z.enum(['compromised', 'destroyed']),
      since: z.iso
        .datetime({ error: 'must be a time in UTC, like 2026-11-01T02:03:04Z' })
        .optional()
        .openapi({ format: 'date-time', description: 'Since when it was in wrong hands; `compromised` needs it.' }),
    })
    .openapi('KeyStateChange', { example: { state: 'compromised', since: '2026-11-01T02:03:04Z' } }),
  answers: { 200: jsonAnswer('The key in its new state.', Key) },
  problems: ['conflict', 'storage_full'],
  async handle({ c, deps, actor, params, body: { state, since } }) {
    const change = { state, ...defined({ since: since === undefined ? undefined : Date.parse(since) }) };
    return c.json(shown(await setKeyState(deps, actor, params.id, change)));
  },
});

function shown({ createdAt, retiredAt, compromisedSince, ...key }: Omit<KeyRecord, 'wrapped'>) {
  return {
    ...key,
    didKey: didKeyOf(key.publicJwk),
    createdAt: rfc3339(createdAt),
    ...defined({
      retiredAt: retiredAt === undefined ? undefined : rfc3339(retiredAt),
      compromisedSince: compromisedSince === undefined ? undefined : rfc3339(compromisedSince),
    }),
  };
}
