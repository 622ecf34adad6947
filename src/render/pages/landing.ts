import { html } from 'hono/html';
import { type Html, layout } from '../layout.ts';
import { type Language, WORDS } from '../words.ts';

/** `GET /`: what this is, and the ways in. */
export function landingPage(language: Language): Html {
  const { landing } = WORDS[language];
  const body = html`<div class="hero"><h1>${landing.title}</h1><p class="lead muted">${landing.text}</p></div>
<div class="ways">
<a class="card" href="/v"><h2>${landing.check}</h2><p>${landing.checkText}</p></a>
<a class="card" href="/docs"><h2>${landing.docs}</h2><p>${landing.docsText}</p></a>
</div>`;
  return layout({ language, title: landing.title, body, styles: ['front.css'] });
}
