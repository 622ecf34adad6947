import { html } from 'hono/html';
import { verdictText } from '../facts.ts';
import { type Html, layout } from '../layout.ts';
import { WORDS } from '../words.ts';
import { type ResultView, result } from './result.ts';

/** `GET /v/{token}`: one certificate, checked just now, with its code to print or to show. */
export function certificatePage(view: ResultView & { readonly token: string }): Html {
  const words = WORDS[view.language].result;
  const { title } = verdictText(view.verification, view.language, view.timeZone);
  const body = html`${result(view)}
<section class="card code">
<img src="/v/${view.token}/qr.svg" alt="${words.code}" width="224" height="224">
<div><h2>${words.code}</h2><p class="muted">${words.codeHint}</p></div>
</section>`;
  return layout({ language: view.language, title, body });
}
