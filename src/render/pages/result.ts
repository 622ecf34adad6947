/** What a check came to. The service writes it into pages, and the page behind the QR code into itself. */
import { html } from 'hono/html';
import type { Verification } from '../../core/verdict.ts';
import { type Fact, factsOf, gistOf, noticesOf, type Speech, statusFacts, timeText, verdictText } from '../facts.ts';
import { type Html, icon } from '../layout.ts';
import { RESULT_LOOK, VERDICT_LOOK } from '../look.ts';
import { fill, languageOf, type ResultWords } from '../words.ts';

export interface ResultView {
  readonly verification: Verification;
  readonly speech: Speech;
  /** When it was checked, milliseconds since 1970. */
  readonly at: number;
  /** What a reader can do about it. */
  readonly actions?: Html;
}

/** The verdict in icon, word and colour, the next step, whose certificate it is, and who checked when. */
export function verdictCard({ verification, speech, at, actions }: ResultView): Html {
  const { tone, icon: sign } = VERDICT_LOOK[verification.verdict];
  const { title, next } = verdictText(verification, speech);
  const { words, host } = speech;
  const { on } = verification;
  const asked = on === undefined ? '' : html`<p><b>${fill(words.result.forDay, { on })}</b></p>`;
  const said = html`<h1 tabindex="-1">${title}</h1>${asked}<p>${next}</p>${newer(verification, speech)}`;
  return html`<section class="verdict ${tone}">
<div class="word"><span class="badge">${icon(sign)}</span><div>${said}</div></div>
${gist(verification, speech)}
<p class="stamp">${fill(words.result.checkedAt, { host, time: timeText(at, speech) })}</p>
${actions ?? ''}
</section>`;
}

/** While the status is on its way: genuine, and no verdict yet. */
export function pendingCard({ verification, speech }: Omit<ResultView, 'at'>): Html {
  const { genuine, genuineNext } = speech.words.result;
  return html`<section class="verdict pending">
<div class="word"><span class="badge busy"></span><div><h1>${genuine}</h1><p>${genuineNext}</p></div></div>
${gist(verification, speech)}
</section>`;
}

/** Why the status is what it is, the whole certificate, what else to know, and every check. */
export function details({ verification, speech }: ResultView): Html {
  const { words } = speech;
  const { certificate } = verification;
  const notices = noticesOf(verification, speech);
  return html`${factList(words.result.status, statusFacts(verification, speech))}
${notices.length > 0 ? html`<section class="card"><h2>${words.result.notices}</h2><ul>${notices.map((one) => html`<li>${one}</li>`)}</ul></section>` : ''}
${checkList(verification, speech)}
${certificate ? factList(words.result.certificate, factsOf(certificate, words)) : ''}`;
}

/** "Was it valid on that day?" Where no script answers, the page itself is asked for again. */
export function dayForm({ on, certificate }: Verification, words: ResultWords, today: string): Html {
  const { onDay, onDayHint, onDayAsk } = words.result;
  return html`<form id="day" class="card noprint" method="get">
<h2><label for="on">${onDay}</label></h2><p class="muted" id="on-hint">${onDayHint}</p>
<input type="hidden" name="lang" value="${languageOf(words)}">
<input id="on" type="date" name="on" required aria-describedby="on-hint" min="${certificate?.issuedOn ?? ''}" max="${today}" value="${on ?? ''}">
<button class="quiet">${onDayAsk}</button>
</form>`;
}

function gist({ certificate }: Verification, { words }: Speech): Html | '' {
  return certificate ? html`<dl class="gist">${rows(gistOf(certificate, words))}</dl>` : '';
}

function newer({ replacedBy }: Verification, { words }: Speech): Html | '' {
  // A link is made for web addresses only; a document could name something else.
  if (replacedBy === undefined || !/^(https?:\/)?\//.test(replacedBy)) return '';
  return html`<p><a href="${replacedBy}">${words.status.replacedBy}</a></p>`;
}

function factList(heading: string, facts: readonly Fact[]): Html | '' {
  return facts.length === 0 ? '' : html`<section class="card"><h2>${heading}</h2><dl>${rows(facts)}</dl></section>`;
}

function rows(facts: readonly Fact[]): Html[] {
  return facts.map(
    ({ label, value, note }) =>
      html`<div><dt>${label}</dt><dd>${value}${note === undefined ? '' : html` <small>${note}</small>`}</dd></div>`,
  );
}

function checkList({ checks }: Verification, { words }: Speech): Html {
  const items = checks.map(({ id, result, detail }) => {
    const { tone, icon: sign } = RESULT_LOOK[result];
    const why = result === 'skipped' ? '' : html`<p>${words.why[id][result]}</p>`;
    // What programs are told is in English, and more exact.
    const exact = detail !== undefined && languageOf(words) === 'en' ? html`<p><small>${detail}</small></p>` : '';
    return html`<li class="${tone}"><span class="badge">${icon(sign)}</span><div><b>${words.checks[id]}</b> <span class="outcome">${words.results[result]}</span>${why}${exact}</div></li>`;
  });
  return html`<section class="card"><h2>${words.result.checks}</h2><ul class="checks">${items}</ul></section>`;
}
