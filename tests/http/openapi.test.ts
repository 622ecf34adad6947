import { Validator } from '@cfworker/json-schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { PROBLEMS } from '../../src/http/problem.ts';
import { ORIGIN, openWorld, type World } from './world.ts';

type Json = Record<string, unknown>;
interface Parameter extends Json {
  name: string;
  in: string;
  required?: boolean;
  schema: Json;
}
interface Content {
  [type: string]: { schema?: Json; example?: unknown; examples?: Record<string, { value: unknown }> };
}
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  security: Json[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}
interface Document extends Json {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> };
}

let world: World;
let document: Document;
let operations: { route: string; operation: Operation }[];

beforeAll(async () => {
  world = await openWorld({ vcApi: true });
  document = (await (await world.send('GET', '/openapi.json')).json()) as Document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
});
afterAll(() => world.close());

/** Every object in the document, with the way to it. */
function* nodes(value: unknown, path = '#'): Generator<{ path: string; node: Json }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { path, node: value as Json };
  for (const [key, member] of Object.entries(value)) yield* nodes(member, `${path}/${key}`);
}

function contents(operation: Operation): Content[] {
  const answers = Object.values(operation.responses).map(({ content }) => content);
  return [operation.requestBody?.content, ...answers].filter((content) => content !== undefined);
}

/** A schema of the document on its own, so that its references resolve. */
function validator(schema: Json): Validator {
  return new Validator({ ...schema, components: document.components } as object, '2020-12', false);
}

describe('the OpenAPI document', () => {
  test('is OpenAPI 3.1 about this origin', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Yinzheng' }, servers: [{ url: ORIGIN }] });
    expect(document.info.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('has every route that the app answers, and no other', () => {
    const app = createApp(world.deps);
    const answered = app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/*')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(operations.map(({ route }) => route).sort()).toEqual([...new Set(answered)].sort());
    expect(answered.length).toBeGreaterThan(30);
  });

  test('refers to nothing that is not there', () => {
    const references = [...nodes(document)].flatMap(({ node }) => (typeof node.$ref === 'string' ? [node.$ref] : []));
    expect(references.length).toBeGreaterThan(100);
    for (const reference of references) {
      const steps = reference.split('/').slice(1);
      const target = steps.reduce<unknown>((at, step) => (at as Json | undefined)?.[step], document);
      expect(target, reference).toBeTypeOf('object');
    }
  });

  test('names each operation once, under a known tag', () => {
    const tags = document.tags.map(({ name }) => name);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { route, operation } of operations) {
      expect(tags, route).toEqual(expect.arrayContaining(operation.tags));
      expect(operation.summary, route).toMatch(/^\S.*[^.]$/);
    }
  });

  test('declares exactly the parameters that stand in each path', () => {
    for (const { route, operation } of operations) {
      const inPath = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name).sort(), route).toEqual(inPath.sort());
      for (const parameter of operation.parameters ?? []) {
        expect(['path', 'query', 'header']).toContain(parameter.in);
        expect(parameter.in !== 'path' || parameter.required, `${route} ${parameter.name}`).toBe(true);
        const { type, $ref } = parameter.schema;
        expect(type ?? $ref, `${route} ${parameter.name}`).toBeTypeOf('string');
      }
    }
  });

  test('asks for a key under /v1 and for what issues, and nowhere else', () => {
    expect(document.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
    for (const { route, operation } of operations) {
      expect(operation.security, route).toEqual(
        / \/v1\/| \/credentials\/(issue|status)$/.test(route) ? [{ apiKey: [] }] : [],
      );
    }
  });

  test('describes every answer, and each problem with its own type', () => {
    const types = new Set<string>();
    for (const { route, operation } of operations) {
      expect(
        Object.keys(operation.responses).some((status) => Number(status) < 300),
        route,
      ).toBe(true);
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect(answer.description, `${route} ${status}`).not.toBe('');
        const problems = Object.values(answer.content?.['application/problem+json']?.examples ?? {});
        for (const { value } of problems) {
          expect(value, route).toMatchObject({
            status: Number(status),
            type: expect.stringMatching(/^urn:yinzheng:problem:/),
          });
          types.add((value as { type: string }).type);
        }
        const own = / \/wallet\//.test(route) && answer.content?.['application/json'] !== undefined;
        const told = problems.length > 0 || route === 'GET /readyz' || own;
        expect(Number(status) < 400 || told, `${route} ${status}`).toBe(true);
      }
    }
    const unheard = Object.keys(PROBLEMS).filter((code) => !types.has(`urn:yinzheng:problem:${code}`));
    expect(unheard).toEqual(['method_not_allowed', 'invalid_configuration']);
  });

  test('has schemas that are JSON Schema 2020-12, with types that exist', () => {
    const known = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
    for (const { path, node } of nodes(document.components.schemas)) {
      if (/\/(properties|example|default)(\/|$)/.test(path) && path.endsWith('properties')) continue;
      if (path.includes('/example')) continue;
      const types = Array.isArray(node.type) ? node.type : [node.type ?? 'object'];
      if (types.every((type) => typeof type === 'string')) expect(known, path).toEqual(expect.arrayContaining(types));
      expect(node, path).not.toHaveProperty('nullable');
    }
  });

  test('has examples that its own schemas accept', () => {
    let examples = 0;
    const check = (schema: Json, example: unknown, where: string) => {
      examples++;
      expect(validator(schema).validate(example).errors, where).toEqual([]);
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      if ('example' in schema) check(schema, schema.example, name);
    }
    for (const { route, operation } of operations) {
      for (const parameter of operation.parameters ?? []) {
        if ('example' in parameter.schema)
          check(parameter.schema, parameter.schema.example, `${route} ${parameter.name}`);
      }
      for (const content of contents(operation)) {
        for (const [type, { schema = {}, example, examples: named = {} }] of Object.entries(content)) {
          for (const one of [
            ...(example === undefined ? [] : [example]),
            ...Object.values(named).map(({ value }) => value),
          ]) {
            check(schema, one, `${route} ${type}`);
          }
        }
      }
    }
    expect(examples).toBeGreaterThan(100);
  });

  test('gives each JSON body that is read an example to copy', () => {
    for (const { route, operation } of operations) {
      const media = operation.requestBody?.content['application/json'];
      if (!media) continue;
      const name = typeof media.schema?.$ref === 'string' ? media.schema.$ref.split('/').at(-1) : undefined;
      expect(media.example ?? document.components.schemas[name ?? '']?.example, route).toBeDefined();
    }
  });

  test('is answered with a tag, so that clients ask again cheaply', async () => {
    const first = await world.send('GET', '/openapi.json');
    const tag = first.headers.get('etag') ?? '';
    const again = await world.send('GET', '/openapi.json', { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
  });
});

describe('the page over it', () => {
  test('has a place for every operation and every shape, and loads nothing from elsewhere', async () => {
    const html = await (await world.send('GET', '/docs')).text();
    for (const { operation } of operations)
      expect(html).toContain(`<section class="call" id="${operation.operationId}">`);
    for (const name of Object.keys(document.components.schemas)) expect(html).toContain(`id="shape-${name}"`);
    const anchors = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    for (const anchor of new Set(anchors)) expect(html, anchor).toMatch(new RegExp(`id="${anchor}"`));
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect(url).toMatch(/^[/#?]/);
    expect(html).toContain(`curl -X POST &#39;${ORIGIN}/v1/certificates&#39;`);
  });
});
