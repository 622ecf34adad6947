import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { type ApiParameter, type ApiSchema, referenceName } from './api-document.ts';

/** Text of the document: `code` between backticks, paragraphs between empty lines. */
export function prose(text: string | undefined): Html | '' {
  if (!text) return '';
  return html`${text.split('\n\n').map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;
}

export function inline(text: string): Html[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

/** A type in few words; a named one links to where it is described. */
export function typeName(schema: ApiSchema | undefined): Html {
  if (!schema) return html`any`;
  const name = referenceName(schema);
  if (name !== undefined) return html`<a href="#shape-${name}">${name}</a>`;
  if (schema.title !== undefined) return html`${schema.title}`;
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return html`${choice.map((one, at) => html`${at > 0 ? ' or ' : ''}${typeName(one)}`)}`;
  if (schema.allOf) return html`${schema.allOf.map((one, at) => html`${at > 0 ? ' with ' : ''}${typeName(one)}`)}`;
  if (schema.enum) return html`one of`;
  if (schema.type === 'array') return html`list of ${typeName(schema.items)}`;
  const type = typeof schema.type === 'string' ? schema.type : (schema.type?.join(' or ') ?? 'any');
  return html`${type}${schema.format === undefined ? '' : html` <small>${schema.format}</small>`}`;
}

/** What a value must keep to, beyond its type. */
function limits(schema: ApiSchema): Html | '' {
  const bounds = [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ].filter((text) => text !== '');
  const values = schema.enum ?? schema.items?.enum ?? [];
  if (bounds.length === 0 && values.length === 0) return '';
  return html`<span class="limits">${values.map((value) => html`<code>${String(value)}</code> `)}${bounds.join(', ')}</span>`;
}

function range(low: number | undefined, high: number | undefined, unit: string): string {
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `at most ${high}${unit}`;
  return high === undefined ? `at least ${low}${unit}` : `${low} to ${high}${unit}`;
}

/** The members of an object, members of members indented below them. */
export function members(schema: ApiSchema): Html | '' {
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return '';
  const rows = entries.map(([name, member]) => row(name, member, schema.required?.includes(name) ?? false));
  return html`<ul class="members">${rows}</ul>`;
}

export function row(name: string, schema: ApiSchema, required: boolean, description = schema.description): Html {
  const inner = schema.type === 'array' ? schema.items : schema;
  return html`<li><div class="member"><code class="name">${name}</code> <span class="type">${typeName(schema)}</span>${
    required ? html` <span class="required">required</span>` : ''
  } ${limits(schema)}</div>${description ? html`<div class="muted">${inline(description)}</div>` : ''}${
    inner && referenceName(inner) === undefined ? members(inner) : ''
  }</li>`;
}

export function parameterRow({ name, schema = {}, required = false, description }: ApiParameter): Html {
  return row(name, schema, required, description ?? schema.description);
}
