import { html } from 'hono/html';
import { allReasons } from '../../core/lists.ts';
import { dataBlock, type Html, layout } from '../layout.ts';
import { RESULT_LOOK, VERDICT_LOOK } from '../look.ts';
import { type Language, WORDS } from '../words.ts';

/** `GET /v`: reads the code behind the `#` with its script, and offers the two ways that need no camera. */
export function checkPage(language: Language): Html {
  const words = WORDS[language];
  const { check } = words;
  const data = {
    tag: words.tag,
    words,
    verdictLook: VERDICT_LOOK,
    resultLook: RESULT_LOOK,
    reasons: Object.fromEntries(allReasons().map(({ code, name }) => [code, name])),
  };
  const body = html`<div id="result" role="status"></div>
<noscript><p class="card">${check.noScript}</p></noscript>
<h1>${check.title}</h1>
<p class="muted">${check.intro}</p>
<form id="paste" class="card" method="post" action="/v">
<label for="text">${check.paste}</label>
<textarea id="text" name="text" required spellcheck="false" autocomplete="off" aria-describedby="text-hint"></textarea>
<small id="text-hint">${check.pasteHint}</small>
<button>${check.verify}</button>
</form>
<form id="lookup" class="card" method="post" action="/v">
<h2>${check.lookup}</h2>
<label for="number">${check.number}</label>
<input id="number" name="number" required maxlength="80" spellcheck="false" autocomplete="off" autocapitalize="characters">
<label for="name">${check.name}</label>
<input id="name" name="name" required maxlength="200" autocomplete="off" aria-describedby="lookup-hint">
<small id="lookup-hint">${check.lookupHint}</small>
<button>${check.search}</button>
</form>
<section class="card"><h2>${check.how}</h2><ul>${check.steps.map((step) => html`<li>${step}</li>`)}</ul></section>
${dataBlock('page-data', data)}`;
  return layout({ language, title: check.title, body, scripts: ['check.js'] });
}
