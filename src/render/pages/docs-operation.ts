import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { type ApiContent, type ApiDocument, type ApiOperation, exampleOf, resolved } from './api-document.ts';
import { inline, members, parameterRow, prose, typeName } from './docs-schema.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** One call: what it takes and answers on one side, a line to copy and an answer to expect on the other. */
export function operationSection(call: Call, document: ApiDocument): Html {
  const { method, path, operation } = call;
  const { operationId, summary, description, security = [], parameters = [], requestBody, responses } = operation;
  return html`<section class="call" id="${operationId}">
<header><h3><a href="#${operationId}">${summary}</a></h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code>${
    security.length > 0 ? html` <span class="key">API key</span>` : ''
  }</p></header>
<div class="halves"><div>
${prose(description)}
${['path', 'query', 'header'].map((place) => {
  const rows = parameters.filter((one) => one.in === place);
  return rows.length === 0 ? '' : html`<h4>In the ${place}</h4><ul class="members">${rows.map(parameterRow)}</ul>`;
})}
${requestBody ? html`<h4>Body</h4>${bodyView(requestBody.content, document)}` : ''}
<h4>Answers</h4>
${Object.entries(responses).map(([status, one]) => answerView(status, one))}
</div>
<div class="sample"><h4>Try it</h4><pre tabindex="0"><code>${curl(call, document)}</code></pre>${sampleAnswer(operation, document)}</div>
</div></section>`;
}

/** Media types that share a shape stand together. With the document, a named shape is shown in place too. */
function bodyView(content: ApiContent, document?: ApiDocument): Html {
  const shapes = new Map<string, { types: string[]; schema: ApiContent[string]['schema'] }>();
  for (const [type, { schema }] of Object.entries(content)) {
    const key = JSON.stringify(schema);
    const known = shapes.get(key);
    if (known) known.types.push(type);
    else shapes.set(key, { types: [type], schema });
  }
  return html`${[...shapes.values()].map(
    ({ types, schema }) =>
      html`<p class="media">${types.map((type) => html`<code>${type}</code> `)}<span class="type">${typeName(schema)}</span></p>${
        schema ? members(document ? resolved(schema, document) : schema) : ''
      }`,
  )}`;
}

function answerView(status: string, answer: ApiOperation['responses'][string]): Html {
  const failed = Number(status) >= 400;
  return html`<div class="answer"><span class="status ${failed ? 'bad' : 'good'}">${status}</span> ${inline(answer.description)}${
    answer.content && !failed ? bodyView(answer.content) : ''
  }</div>`;
}

function sampleAnswer({ responses }: ApiOperation, document: ApiDocument): Html | '' {
  const [status, answer] = Object.entries(responses).find(([code]) => Number(code) < 300) ?? [];
  const content = answer?.content?.['application/json'];
  const example = content && exampleOf(content, document);
  if (example === undefined) return '';
  return html`<h4>Answer ${status}</h4><pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre>`;
}

/** A line for a shell that makes the call, with example values. */
export function curl({ method, path, operation }: Call, document: ApiDocument): string {
  const { parameters = [], requestBody, security = [] } = operation;
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const example = parameters.find((one) => one.name === name)?.schema?.example;
    return example === undefined ? whole : String(example);
  });
  const lines = [`curl${method === 'post' ? ' -X POST' : ''} ${quoted(`${document.servers[0]?.url ?? ''}${filled}`)}`];
  if (security.length > 0) lines.push(`-H "Authorization: Bearer $KEY"`);
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (type !== undefined && content) {
    const example = exampleOf(content, document);
    lines.push(`-H ${quoted(`Content-Type: ${type}`)}`, `--data ${quoted(JSON.stringify(example ?? {}, null, 2))}`);
  }
  return lines.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
