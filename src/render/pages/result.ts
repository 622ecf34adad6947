import { html } from 'hono/html';
import type { Verification } from '../../core/verdict.ts';
import { type Fact, factsOf, noticesOf, statusFacts, timeText, verdictText } from '../facts.ts';
import { type Html, icon } from '../layout.ts';
import { RESULT_LOOK, VERDICT_LOOK } from '../look.ts';
import { fill, type Language, WORDS } from '../words.ts';

export interface ResultView {
  readonly verification: Verification;
  readonly language: Language;
  readonly timeZone: string;
  /** The host that checked. */
  readonly host: string;
  /** When it checked, milliseconds since 1970. */
  readonly at: number;
}

/**
 * A verdict with what is behind it: the word, what the certificate says, why its status is what it is, and every check.
 * `assets/check.js` builds the same elements in the browser.
 */
export function result({ verification, language, timeZone, host, at }: ResultView): Html {
  const words = WORDS[language];
  const { tone, icon: sign } = VERDICT_LOOK[verification.verdict];
  const { title, next } = verdictText(verification, language, timeZone);
  const { certificate } = verification;
  const notices = noticesOf(verification, language);
  return html`<section class="verdict ${tone}" role="status">
<span class="badge">${icon(sign)}</span>
<div><h1 tabindex="-1">${title}</h1><p>${next}</p>${newer(verification, language)}</div>
</section>
${factList(words.result.status, statusFacts(verification, language, timeZone))}
${certificate ? factList(words.result.certificate, factsOf(certificate, language)) : ''}
${notices.length > 0 ? html`<section class="card"><h2>${words.result.notices}</h2><ul>${notices.map((one) => html`<li>${one}</li>`)}</ul></section>` : ''}
${checkList(verification, language)}
<p class="stamp">${fill(words.result.checkedAt, { host, time: timeText(at, language, timeZone) })}</p>`;
}

function newer({ replacedBy }: Verification, language: Language): Html | '' {
  // A link is made for web addresses only; a document could name something else.
  if (replacedBy === undefined || !/^(https?:\/)?\//.test(replacedBy)) return '';
  return html`<p><a href="${replacedBy}">${WORDS[language].status.replacedBy}</a></p>`;
}

function factList(heading: string, facts: readonly Fact[]): Html | '' {
  if (facts.length === 0) return '';
  const rows = facts.map(
    ({ label, value, note }) =>
      html`<div><dt>${label}</dt><dd>${value}${note === undefined ? '' : html` <small>${note}</small>`}</dd></div>`,
  );
  return html`<section class="card"><h2>${heading}</h2><dl>${rows}</dl></section>`;
}

function checkList({ checks }: Verification, language: Language): Html {
  const words = WORDS[language];
  const rows = checks.map(({ id, result, detail }) => {
    const { tone, icon: sign } = RESULT_LOOK[result];
    return html`<li class="${tone}"><span class="badge">${icon(sign)}</span><div><b>${words.checks[id]}</b> <span class="outcome">${words.results[result]}</span>${
      detail === undefined ? '' : html`<p>${detail}</p>`
    }</div></li>`;
  });
  return html`<section class="card"><h2>${words.result.checks}</h2><ul class="checks">${rows}</ul></section>`;
}
