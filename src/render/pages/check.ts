import { html } from 'hono/html';
import { dataBlock, type Html, layout } from '../layout.ts';
import { type Names, namesIn } from '../names.ts';
import { fill, type Language, type ResultWords, WORDS } from '../words.ts';

/** What the page hands to its script, which knows no language and no deployment of its own. */
export interface PageData {
  readonly words: ResultWords;
  readonly names: Names;
  /** The public origin, as it stands in signed lists. */
  readonly origin: string;
  /** IANA name of the authority's time zone: certificates carry its dates. */
  readonly timeZone: string;
}

/** `GET /v`: its script (`render/browser`) checks the code behind the `#`; the other ways in are here. */
export function checkPage(
  language: Language,
  { origin, timeZone }: { readonly origin: string; readonly timeZone: string },
): Html {
  const words = WORDS[language];
  const { check } = words;
  const { host } = new URL(origin);
  const { tag, brand, verdicts, checks, why, results, facts, status, result, messages } = words;
  const data: PageData = {
    words: { tag, brand, verdicts, checks, why, results, facts, status, result, messages },
    names: namesIn(language),
    origin,
    timeZone,
  };
  const body = html`<div id="result" hidden><div id="verdict" role="status"></div><div id="details"></div></div>
<div id="ways">
<h1>${check.title}</h1>
<p class="lead muted">${check.intro}</p>
<noscript><p class="card">${check.noScript}</p></noscript>
<p id="message" class="card" role="alert" hidden></p>
<section id="camera" class="card" hidden>
<button id="scan" type="button">${check.scan}</button>
<div id="finder" hidden><video muted playsinline aria-label="${check.scanHint}"></video><p class="muted">${check.scanHint}</p><button id="stop" type="button" class="quiet">${check.stop}</button></div>
</section>
<form id="paste" class="card" method="post" action="/v">
<label for="text">${check.paste}</label>
<textarea id="text" name="text" required spellcheck="false" autocomplete="off" autocapitalize="off" aria-describedby="text-hint"></textarea>
<small id="text-hint">${check.pasteHint}</small>
<div class="actions"><button>${check.verify}</button><button id="choose" type="button" class="quiet">${check.file}</button></div>
<input id="file" type="file" accept=".json,.jwt,.txt,.pdf,image/*" tabindex="-1" aria-label="${check.file}" hidden>
</form>
<form id="lookup" class="card" method="post" action="/v">
<h2>${check.lookup}</h2>
<label for="number">${check.number}</label>
<input id="number" name="number" required maxlength="80" spellcheck="false" autocomplete="off" autocapitalize="characters" aria-describedby="number-fault">
<small id="number-fault" class="fault" role="alert"></small>
<label for="name">${check.name}</label>
<input id="name" name="name" required maxlength="200" autocomplete="off" aria-describedby="lookup-hint">
<small id="lookup-hint">${fill(check.lookupHint, { host })}</small>
<div class="actions"><button>${check.search}</button></div>
</form>
<section class="card"><h2>${check.how}</h2><ul>${check.steps.map((step) => html`<li>${step}</li>`)}</ul></section>
</div>
${dataBlock('page-data', data)}`;
  return layout({ language, title: check.title, body, scripts: ['check.js'] });
}
