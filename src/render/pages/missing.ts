import { html } from 'hono/html';
import { type Html, icon, layout } from '../layout.ts';
import { type Language, WORDS } from '../words.ts';

/** What people see instead of a 404 problem. */
export function missingPage(language: Language): Html {
  const { missing, nav } = WORDS[language];
  const body = html`<section class="verdict neutral">
<div class="word"><span class="badge">${icon('minus')}</span>
<div><h1>${missing.title}</h1><p>${missing.text}</p><p><a href="/v">${nav.check}</a></p></div></div>
</section>`;
  return layout({ language, title: missing.title, body });
}
