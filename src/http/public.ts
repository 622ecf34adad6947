import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import type { html } from 'hono/html';
import { answerCached, CACHE } from './cached.ts';
import type { AppDeps, AppEnv } from './context.ts';
import { Document, jsonAnswer, mediaAnswer } from './models.ts';
import { type ApiDocument, apiDocument } from './openapi.ts';
import { operation } from './operation.ts';
import { traceOf } from './problem.ts';

const tag = 'Service';
const access = 'public';

export const healthz = operation({
  id: 'healthz',
  tag,
  access,
  summary: 'Is the process alive?',
  answers: { 200: jsonAnswer('It is.', z.object({ status: z.literal('ok') })) },
  handle: ({ c }) => c.json({ status: 'ok' }),
});

const Readiness = z
  .object({ status: z.enum(['ok', 'failing']), parts: z.record(z.string(), z.enum(['ok', 'failing'])) })
  .openapi('Readiness', { example: { status: 'failing', parts: { store: 'failing' } } });

export const readyz = operation({
  id: 'readyz',
  tag,
  access,
  summary: 'Can it serve requests?',
  answers: {
    200: jsonAnswer('It can.', Readiness),
    503: jsonAnswer('It cannot: the failing parts are named.', Readiness),
  },
  async handle({ c, deps }) {
    const parts = await partsOf(deps);
    const ready = Object.values(parts).every((state) => state === 'ok');
    return c.json({ status: ready ? 'ok' : 'failing', parts }, ready ? 200 : 503);
  },
});

async function partsOf(deps: AppDeps): Promise<Record<string, 'ok' | 'failing'>> {
  const asked = { store: () => deps.store.ping(), ...deps.readiness };
  const states = Object.entries(asked).map(async ([part, ask]) => {
    try {
      await ask();
      return [part, 'ok'] as const;
    } catch (error) {
      deps.log('error', 'readiness.failing', { part, ...traceOf(error) });
      return [part, 'failing'] as const;
    }
  });
  return Object.fromEntries(await Promise.all(states));
}

/** The two calls that show the contract of the app that they belong to. */
export function contractOf(
  app: OpenAPIHono<AppEnv>,
  deps: AppDeps,
  docsPage: (document: ApiDocument) => ReturnType<typeof html>,
) {
  let made: ApiDocument | undefined;
  const document = () => {
    made ??= apiDocument(app, deps.settings.origin);
    return made;
  };
  const openapi = operation({
    id: 'openapi',
    tag,
    access,
    summary: 'This contract as OpenAPI 3.1',
    answers: { 200: { description: 'The document.', content: { 'application/json': { schema: Document } } } },
    handle: ({ c }) => answerCached(c, JSON.stringify(document()), { type: 'application/json', cache: CACHE.short }),
  });
  const docs = operation({
    id: 'docs',
    tag,
    access,
    summary: 'This contract as a page',
    answers: { 200: mediaAnswer('The page.', 'text/html') },
    handle: async ({ c }) =>
      answerCached(c, String(await docsPage(document())), { type: 'text/html; charset=utf-8', cache: CACHE.short }),
  });
  return { openapi, docs };
}
