import { html, raw } from 'hono/html';
import { ICON_PATHS, type Icon } from './look.ts';
import { type Language, WORDS } from './words.ts';

/** Markup whose values are escaped already. */
export type Html = ReturnType<typeof html>;

interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** File names under `/assets/`. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  /** False where the page is in one language only. */
  readonly translated?: boolean;
}

/** A whole page. Everything that it loads is ours. */
export function layout({ language, title, body, scripts = [], styles = [], translated = true }: Page): Html {
  const words = WORDS[language];
  const other = language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
<html lang="${words.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} · ${words.brand}</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/site.css">
${styles.map((name) => html`<link rel="stylesheet" href="/assets/${name}">`)}
${scripts.map((name) => html`<script type="module" blocking="render" src="/assets/${name}"></script>`)}
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
${iconSheet()}
<header class="top">
<a class="brand" href="/"><img src="/assets/mark.svg" alt="" width="28" height="28">${words.brand}</a>
<nav><a href="/v">${words.nav.check}</a><a href="/statistics">${words.nav.statistics}</a><a href="/docs">${words.nav.docs}</a>${
    translated ? html`<a class="language" lang="${WORDS[other].tag}" href="?lang=${other}">${words.other}</a>` : ''
  }</nav>
</header>
<main id="main">
${body}
</main>
</body>
</html>`;
}

/** The icons, once per page; `icon` points into it. */
function iconSheet(): Html {
  const symbols = Object.entries(ICON_PATHS).map(
    ([name, path]) => html`<symbol id="icon-${name}" viewBox="0 0 24 24"><path d="${path}"/></symbol>`,
  );
  return html`<svg class="sheet" aria-hidden="true">${symbols}</svg>`;
}

export function icon(name: Icon): Html {
  return html`<svg class="icon" aria-hidden="true"><use href="#icon-${name}"/></svg>`;
}

/** Data for a script of the page. Not a script itself, so the content security policy lets it be inline. */
export function dataBlock(id: string, data: unknown): Html {
  return html`<script type="application/json" id="${id}">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`;
}
