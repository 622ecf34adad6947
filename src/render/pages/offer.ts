import { html, raw } from 'hono/html';
import type { Settings } from '../../core/deps.ts';
import { timeText } from '../facts.ts';
import { type Html, layout } from '../layout.ts';
import { namesIn } from '../names.ts';
import { qrSvg } from '../qr.ts';
import { fill, type Language, WORDS } from '../words.ts';

interface OfferView {
  readonly token: string;
  readonly offered: { readonly link: string; readonly txCode: string; readonly expiresAt: number };
  readonly language: Language;
  readonly settings: Settings;
}

/** What cameras read off a screen at arm's length, mm. */
const ON_SCREEN = 60;

/** `POST /v/{token}/offers`: the code to scan with a wallet, or the link to open one, and the digits to type there. */
export function offerPage({ token, offered, language, settings }: OfferView): Html {
  const words = WORDS[language];
  const { wallet } = words;
  const host = new URL(settings.origin).host;
  const speech = { words, reasons: namesIn(language).reasons, timeZone: settings.timeZone, host };
  const until = timeText(offered.expiresAt, speech);
  const body = html`<h1>${wallet.made}</h1>
<section class="card"><h2>${wallet.scan}</h2>
<div role="img" aria-label="${wallet.alt}">${raw(qrSvg(offered.link, ON_SCREEN))}</div>
<p><a href="${offered.link}">${wallet.open}</a></p></section>
<section class="card"><h2>${wallet.code}</h2><p class="lead"><strong>${offered.txCode}</strong></p>
<p class="muted">${fill(wallet.codeHint, { until })}</p></section>
<p><a href="/v/${token}?lang=${language}">${words.share.back}</a></p>`;
  return layout({ language, title: wallet.made, body, translated: false });
}

/** On the page of a certificate: the form that makes an offer. Works without JavaScript. */
export function offerForm(token: string, language: Language): Html {
  const { wallet } = WORDS[language];
  return html`<section class="card noprint"><h2>${wallet.title}</h2><p class="muted">${wallet.intro}</p>
<form method="post" action="/v/${token}/offers?lang=${language}"><p class="actions"><button>${wallet.make}</button></p></form></section>`;
}
