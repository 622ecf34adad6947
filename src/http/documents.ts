import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import { notFound } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { contextFile } from '../credential/contexts.ts';
import { schemaFile } from '../credential/json-schema.ts';
import { type SignedVersion, trustListOn, trustListVersion, trustListVersions } from '../issue/archive-trust-list.ts';
import { agencyRecord } from '../issue/publish-agency-record.ts';
import { statusList, tokenList } from '../issue/publish-status.ts';
import { trustList } from '../issue/publish-trust-list.ts';
import { didDocumentOf } from '../registry/did-documents.ts';
import { answerCached, CACHE } from './cached.ts';
import type { AppContext, AppDeps } from './context.ts';
import { Document, jsonAnswer, LocalDate, mediaAnswer, PageQuery, pageAnswer, pageOf, Timestamp } from './models.ts';
import { SIGNED_TYPES, signedType } from './negotiate.ts';
import { operation } from './operation.ts';

const tag = 'Documents';
const access = 'public';
const name = z.object({ name: z.string().openapi({ description: 'File name.', example: 'certificate-v1.jsonld' }) });

const DID_TYPE = 'application/did+json';
const didAnswer = { description: 'The DID document.', content: { [DID_TYPE]: { schema: Document } } };

export const authorityDidDocument = operation({
  id: 'authorityDidDocument',
  tag,
  access,
  summary: "The authority's DID document",
  answers: { 200: didAnswer },
  problems: ['not_found'],
  handle: ({ c, deps }) => answerDid(c, deps, AUTHORITY),
});

export const agencyDidDocument = operation({
  id: 'agencyDidDocument',
  tag,
  access,
  summary: "An agency's DID document",
  description: 'Retired keys stay listed, so that what they signed still verifies.',
  params: z.object({ code: z.string().openapi({ description: 'Record code.', example: 'S000033000107' }) }),
  answers: { 200: didAnswer },
  async handle({ c, deps, params }) {
    if (params.code === AUTHORITY) throw notFound();
    return answerDid(c, deps, params.code);
  },
});

const signedRecord = mediaAnswer('The record, signed by the authority.', ...SIGNED_TYPES);
const code = z.string().openapi({ description: 'Record code.', example: 'S000033000107' });

export const currentAgencyRecord = operation({
  id: 'agencyRecord',
  tag,
  access,
  summary: "The credential of an agency's record",
  description:
    'An EvaluationAgencyRecord with an embedded proof, or as vc+jwt by Accept: of the period that holds today, else the newest. ' +
    'It never changes; its status lists say whether it was suspended, or ended by another period or by cancelling.',
  params: z.object({ code }),
  answers: { 200: signedRecord },
  problems: ['key_unavailable'],
  handle: ({ c, deps, params }) => answerRecord(c, deps, params.code),
});

export const oneAgencyRecord = operation({
  id: 'agencyRecordOfPeriod',
  tag,
  access,
  summary: 'The same of one period, by the id of its step',
  params: z.object({ code, id: z.string() }),
  answers: { 200: signedRecord },
  problems: ['key_unavailable'],
  handle: ({ c, deps, params }) => answerRecord(c, deps, params.code, params.id),
});

async function answerRecord(c: AppContext, deps: AppDeps, agency: string, id?: string): Promise<Response> {
  const record = await agencyRecord(deps, agency, id);
  if (!record) throw notFound();
  return answerSigned(c, record);
}

async function answerDid(c: AppContext, deps: AppDeps, owner: string): Promise<Response> {
  const document = await didDocumentOf(deps, owner);
  if (!document) throw notFound();
  return answerCached(c, JSON.stringify(document), { type: DID_TYPE, cache: CACHE.short });
}

export const context = operation({
  id: 'context',
  tag,
  access,
  summary: 'A pinned JSON-LD context',
  params: name,
  answers: { 200: mediaAnswer('The file, which never changes under this name.', 'application/ld+json') },
  handle: ({ c, params }) => answerFile(c, contextFile(params.name), 'application/ld+json'),
});

export const schema = operation({
  id: 'schema',
  tag,
  access,
  summary: 'A JSON Schema of certificates',
  params: name,
  answers: { 200: mediaAnswer('The file, which never changes under this name.', 'application/schema+json') },
  handle: ({ c, deps, params }) =>
    answerFile(c, schemaFile(deps.settings.origin, params.name), 'application/schema+json'),
});

async function answerFile(c: AppContext, file: { readonly body: string } | undefined, type: string): Promise<Response> {
  if (!file) throw notFound();
  return answerCached(c, file.body, { type, cache: CACHE.immutable });
}

const TrustListVersion = z
  .object({ version: z.int(), signedAt: Timestamp, url: z.url() })
  .openapi('TrustListVersion', { description: 'When it was first signed, and where it is.' });

const TOKEN_LIST = 'application/statuslist+jwt';

export const statusListCredential = operation({
  id: 'statusList',
  tag,
  access,
  summary: 'A signed BitstringStatusListCredential, or a Token Status List',
  description:
    'A BitstringStatusListCredential with an embedded proof, or as vc+jwt by Accept. A name that ends in `authority-token` is ' +
    'the Token Status List over the four lists of a group, for SD-JWT VCs: 0 valid, 1 revoked, 2 suspended. Signed anew on ' +
    'each change and at half of its validity.',
  params: z.object({
    list: z.string().openapi({ description: 'Name of the list.', example: 'S000033000107-1-agency-revocation' }),
  }),
  answers: { 200: mediaAnswer('The list as it was last signed.', ...SIGNED_TYPES, TOKEN_LIST) },
  problems: ['key_unavailable'],
  async handle({ c, deps, params }) {
    const token = await tokenList(deps, params.list);
    if (token) return answerCached(c, token.jwt, { type: TOKEN_LIST, cache: CACHE.short });
    const list = await statusList(deps, params.list);
    if (!list) throw notFound();
    return answerSigned(c, list);
  },
});

export const trustListCredential = operation({
  id: 'trustList',
  tag,
  access,
  summary: 'Who may issue what, since when',
  description: 'Signed by the authority; with an embedded proof, or as vc+jwt by Accept.',
  answers: { 200: mediaAnswer('The trust list.', ...SIGNED_TYPES) },
  problems: ['key_unavailable'],
  handle: async ({ c, deps }) => answerSigned(c, await trustList(deps)),
});

export const oneTrustListVersion = operation({
  id: 'trustListVersion',
  tag,
  access,
  summary: 'A trust list that was published before, by its version',
  description:
    'As it was first signed, byte for byte, in both media types. It never changes, so it may be kept for ever. Its ' +
    '`validUntil` tells it from the present one, for which no verifier of ours takes it.',
  params: z.object({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .openapi({ type: 'integer', description: '`version` of its subject.', example: 7 }),
  }),
  answers: { 200: mediaAnswer('The trust list of that version.', ...SIGNED_TYPES) },
  async handle({ c, deps, params }) {
    return answerVersion(c, await trustListVersion(deps, params.version), CACHE.immutable);
  },
});

export const trustListOfDay = operation({
  id: 'trustListOfDay',
  tag,
  access,
  summary: 'The trust list that was out at the end of a day',
  description:
    "The same by a past day in the authority's time zone; of today, the newest. Content-Location names its version.",
  params: z.object({ date: LocalDate }),
  answers: { 200: mediaAnswer('The trust list of that day.', ...SIGNED_TYPES) },
  async handle({ c, deps, params }) {
    return answerVersion(c, await trustListOn(deps, params.date), CACHE.short);
  },
});

export const trustListHistory = operation({
  id: 'trustListVersions',
  tag,
  access,
  summary: 'Versions of the trust list that were published, newest first',
  description: 'A version that was overtaken before anybody was shown it is not among them.',
  query: PageQuery.extend({
    after: z
      .string()
      .regex(/^\d{1,15}$/, 'must be the `next` of the page before')
      .optional(),
  }),
  answers: { 200: jsonAnswer('One page.', pageOf(TrustListVersion)) },
  async handle({ c, deps, query: { limit, after } }) {
    const rows = await trustListVersions(deps, { limit: limit + 1, after });
    const show = ({ version, signedAt }: (typeof rows)[number]) => ({
      version,
      signedAt: rfc3339(signedAt),
      url: `${deps.settings.origin}/trust-list/versions/${version}`,
    });
    c.header('Cache-Control', CACHE.short);
    return c.json(pageAnswer(rows, limit, ({ version }) => String(version), show));
  },
});

function answerVersion(c: AppContext, signed: SignedVersion | undefined, cache: string): Promise<Response> {
  if (!signed) throw notFound();
  c.header('Content-Location', `/trust-list/versions/${signed.version}`);
  return answerSigned(c, signed, cache);
}

async function answerSigned(
  c: AppContext,
  signed: { readonly credential: string; readonly jwt: string },
  cache: string = CACHE.short,
): Promise<Response> {
  const type = signedType(c.req.header('accept'));
  c.header('Vary', 'Accept');
  return answerCached(c, type === 'application/vc+jwt' ? signed.jwt : signed.credential, { type, cache });
}
