import { html } from 'hono/html';
import { dateAt } from '../../core/calendar.ts';
import type { Verification } from '../../core/verdict.ts';
import { type Speech, verdictText } from '../facts.ts';
import { type Html, layout } from '../layout.ts';
import { namesIn } from '../names.ts';
import { type Language, WORDS } from '../words.ts';
import { dayForm, details, verdictCard } from './result.ts';
import { shareForm } from './share.ts';

interface CertificateView {
  readonly token: string;
  readonly verification: Verification;
  readonly language: Language;
  readonly timeZone: string;
  /** The host that checked. */
  readonly host: string;
  /** When it checked, milliseconds since 1970. */
  readonly at: number;
}

/** `GET /v/{token}`: one certificate, checked just now, with its code to print or to show. */
export function certificatePage({ token, verification, language, timeZone, host, at }: CertificateView): Html {
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
${shareForm(token, language)}
<p class="noprint"><a href="/v/${token}/certificate.pdf">${words.share.pdf}</a></p>`;
  return layout({ language, title: verdictText(verification, speech).title, body });
}
