/** What a holder takes away: the certificate as a file in each format, as a baked badge, and in the European Learning Model. */

import { z } from '@hono/zod-openapi';
import { printedNumber } from '../core/certificate.ts';
import { notFound } from '../core/errors.ts';
import { BADGE_TYPE } from '../credential/open-badge.ts';
import { renderTemplate } from '../credential/render-template.ts';
import { FORMS, heldFile } from '../issue/forms.ts';
import { present } from '../issue/present.ts';
import { heldCertificate } from '../issue/share.ts';
import type { Bytes } from '../lib/bytes.ts';
import { type RefusedPage, refusingWithPage } from './browsers.ts';
import { answerCached, CACHE } from './cached.ts';
import { answerElm, type DrawCode, ELM_TYPE } from './certificates.ts';
import { type Limiter, limitClient } from './limit.ts';
import { mediaAnswer } from './models.ts';
import { operation } from './operation.ts';
import { tokenParams as params } from './pages.ts';

const tag = 'Pages';
const access = 'public';

export type DrawBadge = (credential: Readonly<Record<string, unknown>>, verifyUrl: string) => Promise<Bytes> | string;

/** A badge as an image of one type; there is none of a certificate whose template does not ask for badges. */
export function bakedBadge(type: 'image/svg+xml' | 'image/png', draw: DrawBadge, refused: RefusedPage) {
  const short = type === 'image/png' ? 'PNG' : 'SVG';
  return operation({
    id: `badge${short}`,
    tag,
    access,
    summary: `The certificate as an Open Badge, baked into a ${short}`,
    description: 'For certificates whose template makes Open Badges; 404 for others.',
    params,
    answers: { 200: mediaAnswer('The image, with the signed credential in it.', type) },
    refuse: refusingWithPage('look', 'json', refused),
    async handle({ c, deps, params: { token } }) {
      const { credential, verifyUrl } = await present(deps, await heldCertificate(deps, token));
      if (![credential.type].flat().includes(BADGE_TYPE)) throw notFound();
      return answerCached(c, await draw(credential, verifyUrl), { type, cache: CACHE.own });
    },
  });
}

const ENDINGS = { 'application/vc': 'json', 'application/vc+jwt': 'jwt', 'application/dc+sd-jwt': 'sd-jwt' } as const;

export const heldCredential = (limiter: Limiter, refused: RefusedPage) =>
  operation({
    id: 'credentialByToken',
    tag,
    access,
    summary: 'One certificate as a file, for its holder',
    description:
      'In any format that its template asks for. An SD-JWT VC is signed anew each time, so it is limited per client.',
    params,
    query: z.strictObject({ format: z.enum(FORMS).default('eddsa-rdfc-2022') }),
    answers: { 200: mediaAnswer('The file.', 'application/vc', 'application/vc+jwt', 'application/dc+sd-jwt') },
    problems: ['not_acceptable', 'rate_limited', 'key_unavailable', 'storage_full'],
    refuse: refusingWithPage('look', 'json', refused),
    async handle({ c, deps, params, query: { format } }) {
      if (format === 'dc+sd-jwt') limitClient(c, deps, limiter);
      const { certificate, text, type } = await heldFile(deps, params.token, format);
      c.header('Content-Disposition', `attachment; filename="${printedNumber(certificate)}.${ENDINGS[type]}"`);
      return answerCached(c, text, { type, cache: CACHE.own });
    },
  });

export const elmByToken = (draw: DrawCode, refused: RefusedPage) =>
  operation({
    id: 'europeanLearningModel',
    tag,
    access,
    summary: 'The certificate in the European Learning Model, as JSON-LD',
    description:
      'For Europass and its tools. Not signed, and without a level of the European Qualifications Framework.',
    params,
    answers: { 200: mediaAnswer('The document.', ELM_TYPE) },
    refuse: refusingWithPage('look', 'json', refused),
    handle: async ({ c, deps, params: { token } }) => answerElm(c, deps, await heldCertificate(deps, token), draw),
  });

export const renderTemplateFile = operation({
  id: 'renderTemplate',
  tag: 'Documents',
  access,
  summary: 'The picture that wallets draw of a certificate, as an SVG with holes (Mustache)',
  params: z.object({ name: z.string().openapi({ description: 'File name.', example: 'certificate-1.svg' }) }),
  answers: { 200: mediaAnswer('The file, which never changes under this name.', 'image/svg+xml') },
  async handle({ c, params: { name } }) {
    const body = renderTemplate(name);
    if (body === undefined) throw notFound();
    return answerCached(c, body, { type: 'image/svg+xml', cache: CACHE.immutable });
  },
});
