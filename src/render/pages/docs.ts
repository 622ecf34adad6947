import { html } from 'hono/html';
import { type Html, layout } from '../layout.ts';
import type { ApiDocument } from './api-document.ts';
import { type Call, operationSection } from './docs-operation.ts';
import { inline, members, prose, typeName } from './docs-schema.ts';

/** `GET /docs`: the whole contract on one page, made from our own OpenAPI 3.1 document and nothing else. */
export function docsPage(openapi: object): Html {
  const document = openapi as ApiDocument;
  const { info, tags } = document;
  const calls = callsOf(document);
  const groups = tags.map((tag) => ({
    ...tag,
    calls: calls.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const shapes = Object.entries(document.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  const body = html`<div class="docs">
<nav class="side" aria-label="Contents">
${groups.map(
  ({ name, calls: own }) =>
    html`<b>${name}</b><ul>${own.map(
      ({ method, operation }) =>
        html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span>${operation.summary}</a></li>`,
    )}</ul>`,
)}
<b>Shapes</b><ul>${shapes.map(([name]) => html`<li><a href="#shape-${name}">${name}</a></li>`)}</ul>
</nav>
<div class="content">
<h1>${info.title} API <small>${info.version}</small></h1>
<p class="lead">${info.summary}</p>
<p><a class="file" href="/openapi.json">openapi.json</a> · OpenAPI 3.1</p>
<div class="card">${prose(info.description)}</div>
${groups.map(
  ({ name, description, calls: own }) =>
    html`<section class="group" id="group-${name}"><h2>${name}</h2>${
      description ? html`<p class="muted">${inline(description)}</p>` : ''
    }${own.map((call) => operationSection(call, document))}</section>`,
)}
<section class="group" id="shapes"><h2>Shapes</h2>
${shapes.map(
  ([name, schema]) =>
    html`<section class="shape" id="shape-${name}"><h3><a href="#shape-${name}">${name}</a> <span class="type">${typeName(schema)}</span></h3>${prose(
      schema.description,
    )}${members(schema)}</section>`,
)}
</section>
</div>
</div>`;
  return layout({ language: 'en', title: 'API reference', body, styles: ['docs.css'], translated: false });
}

function callsOf({ paths }: ApiDocument): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}
