/** Calls for people with a browser. What the pages look like is handed in by `app.ts`. */

import { z } from '@hono/zod-openapi';
import type { Settings } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import type { Verification as Verdict } from '../core/verdict.ts';
import { sealText } from '../credential/seal.ts';
import { type FormId, formsOf } from '../issue/forms.ts';
import { heldCertificate } from '../issue/share.ts';
import { mayOffer } from '../issue/wallet/offer.ts';
import { decodeBase64url } from '../lib/base64url.ts';
import type { Bytes } from '../lib/bytes.ts';
import { verifyToken } from '../verify/by-token.ts';
import { type Html, languageOf, pageQuery, type RefusedPage, refusingWithPage, wantsPage } from './browsers.ts';
import { answerCached, CACHE } from './cached.ts';
import { answerPaper, type DrawPaper } from './certificates.ts';
import { mediaAnswer } from './models.ts';
import type { Language } from './negotiate.ts';
import { operation } from './operation.ts';
import { AskedDay, Verification } from './verification-models.ts';

/** Written for a language and a deployment. */
type Page = (language: Language, settings: Settings) => Html;

/** What the page of one certificate shows. */
export interface CertificateView {
  readonly token: string;
  /** As what files its holder can have it. */
  readonly forms: readonly FormId[];
  /** Whether they may offer it to a wallet here. */
  readonly offers: boolean;
  readonly verification: Verdict;
  readonly language: Language;
  readonly timeZone: string;
  /** The host that checked, and when, milliseconds since 1970. */
  readonly host: string;
  readonly at: number;
}

const tag = 'Pages';
const access = 'public';
const HTML = 'text/html; charset=utf-8';
const pageAnswer = mediaAnswer('The page, in Chinese or English.', 'text/html');

export const tokenParams = z.object({
  token: z
    .string()
    .openapi({ description: 'The public token of a certificate.', example: 'mfrggzdfmztwq2lknnwg23tpoa' }),
});

/** A page that is the same for everybody who reads its language. */
export function staticPage(id: string, summary: string, page: Page) {
  return operation({
    id,
    tag,
    access,
    summary,
    query: pageQuery,
    answers: { 200: pageAnswer },
    async handle({ c, deps }) {
      const text = String(await page(languageOf(c), deps.settings));
      return answerCached(c, text, { type: HTML, cache: CACHE.short });
    },
  });
}

export function certificateByToken(page: (view: CertificateView) => Html, missing: Page, refused: RefusedPage) {
  return operation({
    id: 'certificateByToken',
    tag,
    access,
    summary: 'One certificate, checked just now',
    description: 'A page for people, for a refusal too, or the verification as JSON by Accept.',
    params: tokenParams,
    query: pageQuery.extend({ on: AskedDay }),
    answers: {
      200: {
        description: 'The certificate with its verdict.',
        content: { ...pageAnswer.content, 'application/json': { schema: Verification } },
      },
    },
    refuse: refusingWithPage('look', 'page', refused),
    async handle({ c, deps, params: { token }, query }) {
      const html = wantsPage(c, 'page');
      const language = languageOf(c);
      const found = await verifyToken(deps, token, query.on);
      if (!found && !html) throw notFound();
      if (!found) return c.html(missing(language, deps.settings), 404);
      const { verification, certificate } = found;
      if (!html) return c.json(verification);
      const [forms, offers] = await Promise.all([formsOf(deps, certificate), mayOffer(deps, certificate)]);
      const { origin, timeZone } = deps.settings;
      return c.html(
        page({ token, forms, offers, verification, language, timeZone, host: new URL(origin).host, at: deps.clock() }),
      );
    },
  });
}

export function paperByToken(draw: DrawPaper, refused: RefusedPage) {
  return operation({
    id: 'paperByToken',
    tag,
    access,
    summary: 'One certificate on A4, for its holder',
    params: tokenParams,
    answers: { 200: mediaAnswer('The certificate, with the signed credential attached.', 'application/pdf') },
    problems: ['not_acceptable', 'not_implemented'],
    refuse: refusingWithPage('look', 'json', refused),
    handle: async ({ c, deps, params }) => answerPaper(c, deps, await heldCertificate(deps, params.token), draw),
  });
}

/** Codes by name: how large they are printed at least, in mm, the white round them included. */
const CODES = { seal: 31, small: 16 } as const;
const codeQuery = z.strictObject({
  code: z
    .enum(['seal', 'small'])
    .default('seal')
    .openapi({
      description:
        '`seal`: verifies by itself; at least 31 mm in print. `small`: opens the page of the certificate; at least 16 mm. ' +
        'The image says its size: print it at that or larger.',
    }),
});

/** The QR code of a certificate as an image of one type. */
export function qrCode(
  type: 'image/svg+xml' | 'image/png',
  draw: (text: string, atLeast: number) => Promise<Bytes> | string,
) {
  const short = type === 'image/png' ? 'PNG' : 'SVG';
  return operation({
    id: `qr${short}`,
    tag,
    access,
    summary: `The QR code of a certificate, as ${short}`,
    params: tokenParams,
    query: codeQuery,
    answers: { 200: mediaAnswer('The image.', type) },
    async handle({ c, deps, params, query: { code } }) {
      const { securing } = await heldCertificate(deps, params.token);
      const { origin } = deps.settings;
      const text = code === 'seal' ? sealText(origin, decodeBase64url(securing.seal)) : `${origin}/v/${params.token}`;
      const image = await draw(text, CODES[code]);
      return answerCached(c, image, { type, cache: CACHE.own });
    },
  });
}

interface Asset {
  readonly body: string;
  readonly type: string;
  /** The paths that a service worker may serve. */
  readonly scope?: string;
}

/** The files that pages load. */
export function assets(files: ReadonlyMap<string, Asset>) {
  return operation({
    id: 'asset',
    tag,
    access,
    summary: 'Styles, scripts and images of the pages',
    params: z.object({ name: z.string().openapi({ example: 'site.css' }) }),
    answers: { 200: mediaAnswer('The file.', 'text/css', 'text/javascript', 'image/svg+xml') },
    async handle({ c, params }) {
      const file = files.get(params.name);
      if (!file) throw notFound();
      if (file.scope !== undefined) c.header('Service-Worker-Allowed', file.scope);
      return answerCached(c, file.body, { type: file.type, cache: CACHE.short });
    },
  });
}
