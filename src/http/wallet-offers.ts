/** Offers of certificates to wallets: on the holder's own page, and by the agency for the holder. */
import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import type { Settings } from '../core/deps.ts';
import { isUuid } from '../core/ids.ts';
import { type Offered, offerAsHolder, offerForHolder } from '../issue/wallet/offer.ts';
import { formQuery, type Html, languageOf, type RefusedPage, refusingWithPage, wantsPage } from './browsers.ts';
import { type Limiter, limitClient } from './limit.ts';
import { jsonAnswer, mediaAnswer, Timestamp } from './models.ts';
import type { Language } from './negotiate.ts';
import { operation } from './operation.ts';
import { tokenParams } from './pages.ts';

/** What the page of an offer shows. */
export interface OfferView {
  readonly token: string;
  readonly offered: Offered;
  readonly language: Language;
  readonly settings: Settings;
}

const tag = 'Wallets';
const Offer = z
  .object({
    link: z.string().openapi({ description: 'Opens a wallet on the same device; as a QR code, one on another.' }),
    txCode: z
      .string()
      .openapi({ description: 'What the holder types into the wallet. Shown once; hand it over apart from the link.' }),
    expiresAt: Timestamp,
  })
  .openapi('WalletOffer', {
    example: {
      link: 'openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fcert.example%2Fwallet%2Foffers%2F019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e',
      txCode: '493536',
      expiresAt: '2026-11-20T08:15:00Z',
    },
  });

const shown = ({ expiresAt, ...offered }: Offered) => ({ ...offered, expiresAt: rfc3339(expiresAt) });
const problems = ['conflict', 'status_conflict', 'storage_full'] as const;

export const holderOffer = (limiter: Limiter, page: (view: OfferView) => Html, refused: RefusedPage) =>
  operation({
    id: 'offerOwnCertificate',
    tag,
    access: 'public',
    summary: 'As a holder, offer a certificate to a wallet',
    description:
      'By the link of the certificate. A page with the code to scan, or JSON, for a refusal too; good for 15 minutes, and ten are made in ' +
      'such a time. SD-JWT VCs that are fetched by it have no birth date.',
    params: tokenParams,
    query: formQuery,
    answers: {
      201: {
        description: 'The offer.',
        content: { ...jsonAnswer('', Offer).content, ...mediaAnswer('', 'text/html').content },
      },
    },
    problems: ['rate_limited', ...problems],
    refuse: refusingWithPage('offer', 'json', refused),
    async handle({ c, deps, params: { token } }) {
      limitClient(c, deps, limiter);
      const offered = await offerAsHolder(deps, token);
      c.header('Cache-Control', 'no-store');
      if (!wantsPage(c, 'json')) return c.json(shown(offered), 201);
      return c.html(page({ token, offered, language: languageOf(c), settings: deps.settings }), 201);
    },
  });

export const newOffer = operation({
  id: 'offerCertificate',
  tag,
  access: 'key',
  summary: 'Offer a certificate to the wallet of its holder',
  description:
    'For the holder, at their wish. Send them the link, and the transaction code on another way. SD-JWT VCs that are ' +
    'fetched by it have the birth date.',
  params: z.object({ id: z.string().refine(isUuid).openapi({ format: 'uuid', description: "The certificate's id." }) }),
  body: z
    .strictObject({ days: z.int().min(1).max(30).default(7).openapi({ description: 'Ends after so many days.' }) })
    .openapi('WalletOfferRequest', { example: { days: 7 } }),
  answers: { 201: jsonAnswer('The offer. Nobody can read it again.', Offer) },
  problems,
  async handle({ c, deps, actor, params, body }) {
    c.header('Cache-Control', 'no-store');
    return c.json(shown(await offerForHolder(deps, actor, params.id, body.days)), 201);
  },
});
