/** Copies that a holder lets somebody see, and the link that an agency hands to a holder. */
import { z } from '@hono/zod-openapi';
import { rfc3339 } from '../core/calendar.ts';
import type { Settings } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import { isUuid } from '../core/ids.ts';
import { type Share, shareState } from '../core/share.ts';
import type { Verification as Verdict } from '../core/verdict.ts';
import { holderLink } from '../issue/holder-link.ts';
import {
  listShares,
  type Shared,
  shareAsHolder,
  shareForHolder,
  withdrawAsHolder,
  withdrawForHolder,
} from '../issue/share.ts';
import { verifyShare } from '../verify/by-share.ts';
import { bodyJson, bodyText } from './body.ts';
import {
  formQuery,
  type Html,
  languageOf,
  pageQuery,
  type RefusedPage,
  refusingWithPage,
  wantsPage,
} from './browsers.ts';
import type { AppDeps } from './context.ts';
import { defined } from './defined.ts';
import { type Limiter, limitClient } from './limit.ts';
import { jsonAnswer, mediaAnswer, Timestamp, text } from './models.ts';
import type { Language } from './negotiate.ts';
import { operation } from './operation.ts';
import { checked } from './validate.ts';
import { Verification } from './verification-models.ts';

/** What the page of a shared copy shows. */
export interface ShareView {
  readonly share: Share;
  readonly verification: Verdict;
  readonly language: Language;
  readonly settings: Settings;
  readonly at: number;
}

const tag = 'Paper';
const uuid = z.string().refine(isUuid).openapi({ format: 'uuid', example: '019a3f0e-7c1b-7d3a-9f52-6b1f0a2c4d5e' });
const certificate = z.object({ id: uuid.openapi({ description: "The certificate's id." }) });
const token = z
  .string()
  .openapi({ description: 'The public token of a certificate.', example: 'mfrggzdfmztwq2lknnwg23tpoa' });

const ShareRequest = z
  .strictObject({
    recipient: text(100).openapi({ description: 'For whom; shown on the copy.' }),
    purpose: text(100).openapi({ description: 'What for; shown on the copy.' }),
    days: z.int().min(1).max(90).openapi({ description: 'Ends after so many days.' }),
  })
  .openapi('ShareRequest', { example: { recipient: '示范公司人事部', purpose: '入职核验', days: 7 } });

/** A form has text only. */
function ofForm({ days, ...texts }: Record<string, string>): object {
  return { ...texts, ...(days !== undefined && { days: /^\d{1,9}$/.test(days) ? Number(days) : days }) };
}

const ShareAnswer = z
  .object({
    id: z.uuid(),
    url: z.string().openapi({ description: 'Opens the copy; for the recipient.' }),
    recipient: z.string(),
    purpose: z.string(),
    state: z.enum(['open', 'expired', 'withdrawn']),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    withdrawnAt: Timestamp.optional(),
  })
  .openapi('Share');

function shown({ share, url }: Shared, { clock }: AppDeps): z.input<typeof ShareAnswer> {
  const { id, recipient, purpose, createdAt, expiresAt, withdrawnAt } = share;
  return {
    id,
    url,
    recipient,
    purpose,
    state: shareState(share, clock()),
    createdAt: rfc3339(createdAt),
    expiresAt: rfc3339(expiresAt),
    ...defined({ withdrawnAt: withdrawnAt === undefined ? undefined : rfc3339(withdrawnAt) }),
  };
}

export const newShare = operation({
  id: 'shareCertificate',
  tag,
  access: 'key',
  summary: 'Make a copy for somebody, for a purpose, that ends by itself',
  description: 'For the holder, at their wish. At most 20 are open at one time.',
  params: certificate,
  body: ShareRequest,
  answers: { 201: jsonAnswer('The copy with its link.', ShareAnswer) },
  problems: ['conflict', 'storage_full'],
  handle: async ({ c, deps, actor, params, body }) =>
    c.json(shown(await shareForHolder(deps, actor, params.id, body), deps), 201),
});

export const shares = operation({
  id: 'listShares',
  tag,
  access: 'key',
  summary: 'List the copies of a certificate, newest first',
  description: 'Ended ones too, for 90 days more.',
  params: certificate,
  answers: { 200: jsonAnswer('The copies, ended ones too.', z.object({ items: z.array(ShareAnswer) })) },
  handle: async ({ c, deps, actor, params }) =>
    c.json({ items: (await listShares(deps, actor, params.id)).map((one) => shown(one, deps)) }),
});

export const shareEnd = operation({
  id: 'withdrawShare',
  tag,
  access: 'key',
  summary: 'Withdraw a copy',
  params: z.object({ id: uuid.openapi({ description: "The copy's id." }) }),
  answers: { 200: jsonAnswer('The copy, withdrawn.', ShareAnswer) },
  problems: ['storage_full'],
  handle: async ({ c, deps, actor, params }) => c.json(shown(await withdrawForHolder(deps, actor, params.id), deps)),
});

export const linkForHolder = operation({
  id: 'holderLink',
  tag,
  access: 'key',
  summary: 'The link of a certificate, to hand to its holder',
  description:
    'With its small QR code and a message in both languages. Whoever has the link sees the certificate and may share it.',
  params: certificate,
  answers: {
    200: jsonAnswer(
      'The link.',
      z
        .object({
          url: z.string(),
          qr: z.object({ svg: z.string(), png: z.string() }),
          pdf: z.string(),
          files: z.record(z.string(), z.string()).openapi({ description: 'Electronic forms, by format.' }),
          message: z.object({ zh: z.string(), en: z.string() }),
        })
        .openapi('HolderLink'),
    ),
  },
  handle: async ({ c, deps, actor, params }) => c.json(await holderLink(deps, actor, params.id)),
});

const FORM = 'application/x-www-form-urlencoded';
const htmlAnswer = (description: string) => ({ ...mediaAnswer(description, 'text/html').content });

/** What the holder gets to see of a copy they made. */
export interface MadeView {
  readonly token: string;
  readonly made: Shared;
  readonly open: boolean;
  readonly language: Language;
  readonly settings: Settings;
}

export const holderShare = (limiter: Limiter, page: (view: MadeView) => Html, refused: RefusedPage) =>
  operation({
    id: 'shareOwnCertificate',
    tag,
    access: 'public',
    summary: 'As a holder, make a copy for somebody that ends by itself',
    description:
      'By the link of the certificate, which is the holder’s. JSON, or the form of the page. By Accept a page, for a refusal too.',
    params: z.object({ token }),
    query: formQuery,
    rawBody: {
      required: true,
      content: { 'application/json': { schema: ShareRequest }, [FORM]: { schema: ShareRequest } },
    },
    answers: {
      201: {
        description: 'The copy with its link.',
        content: { ...jsonAnswer('', ShareAnswer).content, ...htmlAnswer('') },
      },
    },
    problems: ['rate_limited', 'conflict', 'storage_full', 'not_found'],
    refuse: refusingWithPage('share', 'json', refused),
    async handle({ c, deps, params, raw }) {
      limitClient(c, deps, limiter);
      const sent = bodyText(raw.bytes);
      const input = checked(
        ShareRequest,
        raw.type === FORM ? ofForm(Object.fromEntries(new URLSearchParams(sent))) : bodyJson(sent),
      );
      const made = await shareAsHolder(deps, params.token, input);
      if (!wantsPage(c, 'json')) return c.json(shown(made, deps), 201);
      return c.html(
        page({ token: params.token, made, open: true, language: languageOf(c), settings: deps.settings }),
        201,
      );
    },
  });

export const holderShareEnd = (page: (view: MadeView) => Html, refused: RefusedPage) =>
  operation({
    id: 'withdrawOwnShare',
    tag,
    access: 'public',
    summary: 'As a holder, withdraw a copy',
    description: 'Takes the certificate’s link and the copy’s id: who was shown the copy has neither.',
    params: z.object({ token, id: uuid.openapi({ description: "The copy's id." }) }),
    query: formQuery,
    answers: {
      200: {
        description: 'The copy, withdrawn.',
        content: { ...jsonAnswer('', ShareAnswer).content, ...htmlAnswer('') },
      },
    },
    problems: ['storage_full'],
    refuse: refusingWithPage('share', 'json', refused),
    async handle({ c, deps, params }) {
      const made = await withdrawAsHolder(deps, params.token, params.id);
      if (!wantsPage(c, 'json')) return c.json(shown(made, deps));
      return c.html(page({ token: params.token, made, open: false, language: languageOf(c), settings: deps.settings }));
    },
  });

export const sharedCopy = (
  page: (view: ShareView) => Html,
  missing: (language: Language, settings: Settings) => Html,
  refused: RefusedPage,
) =>
  operation({
    id: 'sharedCopy',
    tag,
    access: 'public',
    summary: 'A shared copy, checked just now',
    description:
      'For whom, what for, until when, and the verdict; a page or JSON by Accept. Gone when it has ended or was withdrawn.',
    params: z.object({
      code: z.string().openapi({ description: 'From the link.', example: 'mfrggzdfmztwq2lknnwg23tpoa' }),
    }),
    query: pageQuery,
    answers: {
      200: {
        description: 'The copy.',
        content: {
          ...htmlAnswer(''),
          ...jsonAnswer(
            '',
            z
              .object({ recipient: z.string(), purpose: z.string(), expiresAt: Timestamp, verification: Verification })
              .openapi('SharedCopy'),
          ).content,
        },
      },
    },
    refuse: refusingWithPage('look', 'page', refused),
    async handle({ c, deps, params }) {
      const html = wantsPage(c, 'page');
      const language = languageOf(c);
      const found = await verifyShare(deps, params.code);
      if (!found && !html) throw notFound();
      if (!found) return c.html(missing(language, deps.settings), 404);
      const { share, verification } = found;
      const { recipient, purpose, expiresAt } = share;
      if (!html) return c.json({ recipient, purpose, expiresAt: rfc3339(expiresAt), verification });
      return c.html(page({ share, verification, language, settings: deps.settings, at: deps.clock() }));
    },
  });
