import { html } from 'hono/html';
import { dateAt } from '../../core/calendar.ts';
import type { Verification } from '../../core/verdict.ts';
import { type Speech, verdictText } from '../facts.ts';
import { type Html, layout } from '../layout.ts';
import { namesIn } from '../names.ts';
import { type Language, WORDS } from '../words.ts';
import { offerForm } from './offer.ts';
import { dayForm, details, verdictCard } from './result.ts';
import { shareForm } from './share.ts';

interface CertificateView {
  readonly token: string;
  /** As what files its holder can have it. */
  readonly forms: readonly string[];
  /** Whether they may offer it to a wallet here. */
  readonly offers: boolean;
  readonly verification: Verification;
  readonly language: Language;
  readonly timeZone: string;
  /** The host that checked. */
  readonly host: string;
  /** When it checked, milliseconds since 1970. */
  readonly at: number;
}

/** `GET /v/{token}`: one certificate, checked just now, with its code to print or to show. */
export function certificatePage({
  token,
  forms,
  offers,
  verification,
  language,
  timeZone,
  host,
  at,
}: CertificateView): Html {
  const words = WORDS[language];
  const speech: Speech = { words, reasons: namesIn(language).reasons, timeZone, host };
  const view = { verification, speech, at };
  const body = html`<div role="status">${verdictCard(view)}</div>
${details(view)}
${dayForm(view.verification, words, dateAt(at, timeZone))}
<section class="card code">
<img src="/v/${token}/qr.svg" alt="${words.code.title}" width="224" height="224">
<div><h2>${words.code.title}</h2><p class="muted">${words.code.hint}</p></div>
</section>
${offers && verification.certificate ? offerForm(token, language) : ''}
${shareForm(token, language)}
<section class="card noprint"><h2>${words.share.files}</h2>
<p class="actions"><a href="/v/${token}/certificate.pdf">PDF</a>${forms.map((form) => fileLink(token, form))}</p></section>`;
  return layout({ language, title: verdictText(verification, speech).title, body });
}

/** What people may know them by; the further ones are JSON too. */
const LABELS: Readonly<Record<string, string>> = {
  'eddsa-rdfc-2022': 'JSON',
  'vc+jwt': 'JWT',
  'dc+sd-jwt': 'SD-JWT',
};

function fileLink(token: string, form: string): Html {
  const label = LABELS[form] ?? `JSON (${form})`;
  return html` <a href="/v/${token}/credential?format=${encodeURIComponent(form)}">${label}</a>`;
}
