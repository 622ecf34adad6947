/** What readers of SD-JWT VCs look up. */
import { z } from '@hono/zod-openapi';
import { notFound } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import { agencyDid } from '../credential/did.ts';
import { issuerMetadata, typeMetadata } from '../credential/sd-jwt-metadata.ts';
import { answerCached, CACHE } from './cached.ts';
import { Document } from './models.ts';
import { operation } from './operation.ts';

const tag = 'Documents';
const access = 'public';
const JSON_TYPE = 'application/json';
const json = (description: string) => ({ 200: { description, content: { [JSON_TYPE]: { schema: Document } } } });

export const jwtIssuer = operation({
  id: 'jwtIssuer',
  tag,
  access,
  summary: 'The keys of an agency for its SD-JWT VCs',
  description: 'JWT VC Issuer Metadata for the `iss` of an SD-JWT VC; the same keys as in its DID document.',
  params: z.object({ code: z.string().openapi({ description: 'Record code.', example: 'S000033000107' }) }),
  answers: json('The metadata.'),
  async handle({ c, deps, params: { code } }) {
    const keys = code === AUTHORITY ? [] : await deps.store.keys(code);
    if (keys.length === 0) throw notFound();
    const { origin } = deps.settings;
    const metadata = issuerMetadata(origin, code, { did: agencyDid(origin, code), keys });
    return answerCached(c, JSON.stringify(metadata), { type: JSON_TYPE, cache: CACHE.short });
  },
});

export const credentialType = operation({
  id: 'credentialType',
  tag,
  access,
  summary: 'Type metadata of SD-JWT VCs: the `vct` of one version of a template',
  params: z.object({
    template: z.string().openapi({ example: 'skill-level-cn' }),
    version: z.coerce.number().int().min(1).openapi({ type: 'integer', example: 1 }),
  }),
  answers: json('The metadata, which never changes under this name; copies have its digest as `vct#integrity`.'),
  async handle({ c, deps, params }) {
    const template = await deps.store.template(params.template, params.version);
    if (!template) throw notFound();
    return answerCached(c, typeMetadata(deps.settings.origin, template), { type: JSON_TYPE, cache: CACHE.immutable });
  },
});
