import { html } from 'hono/html';
import type { Settings } from '../../core/deps.ts';
import type { Share } from '../../core/share.ts';
import type { Verification } from '../../core/verdict.ts';
import { type Speech, timeText, verdictText } from '../facts.ts';
import { type Html, layout } from '../layout.ts';
import { namesIn } from '../names.ts';
import { fill, type Language, WORDS } from '../words.ts';
import { details, verdictCard } from './result.ts';

interface View {
  readonly language: Language;
  readonly settings: Settings;
}

function speechOf({ language, settings }: View): Speech {
  const { reasons } = namesIn(language);
  return { words: WORDS[language], reasons, timeZone: settings.timeZone, host: new URL(settings.origin).host };
}

/** `GET /s/{code}`: a copy for somebody, and what it is for, over the verdict of this moment. */
export function sharePage(
  view: View & { readonly share: Share; readonly verification: Verification; readonly at: number },
): Html {
  const { share, verification, at, language } = view;
  const speech = speechOf(view);
  const result = { verification, speech, at };
  const body = html`${terms(share, view)}
<div role="status">${verdictCard(result)}</div>
${details(result)}`;
  return layout({ language, title: verdictText(verification, speech).title, body });
}

/** What a holder gets for a copy they made: its link, for whom, and a way to withdraw it. */
export function sharedPage(
  view: View & {
    readonly token: string;
    readonly made: { readonly share: Share; readonly url: string };
    readonly open: boolean;
  },
): Html {
  const { token, made, open, language } = view;
  const { share: words } = WORDS[language];
  const body = html`<h1>${open ? words.made : words.withdrawn}</h1>
${terms(made.share, view)}
${
  open
    ? html`<section class="card"><h2>${words.link}</h2><p><a href="${made.url}">${made.url}</a></p><p class="muted">${words.linkHint}</p>
<form method="post" action="/v/${token}/shares/${made.share.id}/withdraw?lang=${language}"><p class="actions"><button class="quiet">${words.withdraw}</button></p></form></section>`
    : ''
}
<p><a href="/v/${token}?lang=${language}">${words.back}</a></p>`;
  return layout({ language, title: open ? words.made : words.withdrawn, body, translated: false });
}

/** On the page of a certificate: the form that makes a copy. Works without JavaScript. */
export function shareForm(token: string, language: Language): Html {
  const { share: words } = WORDS[language];
  return html`<section class="card noprint"><h2>${words.title}</h2><p class="muted">${words.intro}</p>
<form method="post" action="/v/${token}/shares?lang=${language}">
<label for="recipient">${words.recipient}</label><input id="recipient" name="recipient" required maxlength="100" autocomplete="off">
<label for="purpose">${words.purpose}</label><input id="purpose" name="purpose" required maxlength="100" autocomplete="off">
<label for="days">${words.days}</label><input id="days" name="days" type="number" min="1" max="90" value="7" required>
<p class="actions"><button>${words.make}</button></p></form></section>`;
}

function terms({ recipient, purpose, expiresAt }: Share, view: View): Html {
  const { share: words } = WORDS[view.language];
  const until = timeText(expiresAt, speechOf(view));
  return html`<section class="card"><h2>${fill(words.only, { recipient })}</h2><dl>
<div><dt>${words.recipient}</dt><dd>${recipient}</dd></div>
<div><dt>${words.purpose}</dt><dd>${purpose}</dd></div>
<div><dt>${words.until}</dt><dd>${until}</dd></div></dl></section>`;
}
