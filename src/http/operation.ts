import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Actor } from '../core/actor.ts';
import { notFound } from '../core/errors.ts';
import { AUTHORITY } from '../core/key.ts';
import type { Bytes } from '../lib/bytes.ts';
import { authenticated } from './auth.ts';
import { bodyJson, bodyText, expectMediaType, readBody } from './body.ts';
import { answerRefused, type RefusedPage, wantsPage } from './browsers.ts';
import type { AppContext, AppDeps, AppEnv, Refuse } from './context.ts';
import { describe } from './describe.ts';
import { limitEmployer } from './limit.ts';
import { answerProblem, type ProblemCode, problem } from './problem.ts';
import { checked } from './validate.ts';

/** `public`: anybody; `key`: whoever holds an API key, and the verb decides what it may do. */
export type Access = 'public' | 'key';

/** A documented answer: media types, each with a schema and perhaps an example. */
export type Answer = RouteConfig['responses'][string];

/**
 * One call of the contract: what it takes, what it answers, and what it does. The schemas here both check requests and
 * make the OpenAPI document. Its method and path stand in `app.ts`.
 */
export interface Operation<
  A extends Access,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
> {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: A;
  /** Scripts of other origins may call it; public GETs always may. */
  readonly crossOrigin?: boolean;
  /** A path that does not fit names nothing: 404. */
  readonly params?: P;
  /** Strict objects refuse unknown parameters. Without a schema every parameter is unknown. */
  readonly query?: Q;
  /** Names in lower case. */
  readonly headers?: H;
  /** A JSON body. */
  readonly body?: B;
  /** A body of other media types: they are documented here, and the handler reads `raw`. */
  readonly rawBody?: NonNullable<NonNullable<RouteConfig['request']>['body']>;
  /** The raw body is not read before: the handler takes it from `raw.stream` and bounds it. */
  readonly streamed?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
  /** For people, and for calls whose standard has errors of its own: what is answered instead of problems, where it returns one. */
  readonly refuse?: Refuse;
  /** Problems of this call beyond those that follow from its access, path, query and body. */
  readonly problems?: readonly ProblemCode[];
  handle(call: Call<A, P, Q, H, B>): Promise<Response> | Response;
}

export interface Call<A extends Access, P, Q, H, B> {
  readonly c: AppContext;
  readonly deps: AppDeps;
  readonly actor: A extends 'key' ? Actor : undefined;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly headers: z.output<H>;
  readonly body: z.output<B>;
  /** The body as it came, and its media type. */
  readonly raw: {
    readonly type: string;
    readonly bytes: Bytes;
    readonly stream?: ReadableStream<Uint8Array> | undefined;
  };
}

export type AnyOperation = Operation<Access, z.ZodObject, z.ZodObject, z.ZodObject, z.ZodType>;

/** Gives an operation's handler the types of its schemas. */
export function operation<
  A extends Access,
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  H extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
>(one: Operation<A, P, Q, H, B>): AnyOperation {
  return one as AnyOperation;
}

export type Method = 'GET' | 'POST';
export type Routes = Readonly<Record<`${Method} /${string}`, AnyOperation>>;

/** Registers every route for requests and in the OpenAPI document, and answers 405 for the methods that are left: people with a page. */
export function mount(app: OpenAPIHono<AppEnv>, deps: AppDeps, page: RefusedPage, routes: Routes): void {
  const methods = new Map<string, string[]>();
  for (const [route, one] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ');
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
    if (one.crossOrigin ?? (one.access === 'public' && method === 'GET')) app.use(pattern, anyOrigin);
    app.on(method, pattern, handlerOf(one, deps));
    app.openAPIRegistry.registerPath(describe(method, path, one));
    methods.set(pattern, [...(methods.get(pattern) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  }
  for (const [pattern, allowed] of methods) {
    app.all(pattern, (c) => {
      c.header('Allow', allowed.join(', '));
      const code = 'method_not_allowed';
      if (wantsPage(c, 'json')) return answerRefused(c, page, { act: 'look', code, violations: [] });
      return answerProblem(c, problem(code, `Use ${allowed.join(' or ')}.`));
    });
  }
}

const EXPOSED = ['ETag', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'];
/** Never with what a browser keeps by itself, as cookies. A token that a script hands over is its own. */
const preflight = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'POST'],
  allowHeaders: ['Accept', 'Accept-Language', 'Authorization', 'Content-Type', 'If-None-Match'],
  exposeHeaders: EXPOSED,
  maxAge: 86_400,
});

/** The library for preflights alone: it makes a response before there is one, and each answer is then built twice. */
const anyOrigin: MiddlewareHandler<AppEnv> = (c, next) => {
  if (c.req.method === 'OPTIONS') return preflight(c, next);
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Access-Control-Expose-Headers', EXPOSED.join(','));
  return next();
};

const NOTHING = z.strictObject({});

/** From the request to the handler: who, where, which parameters, which body; each may end it with a problem. */
function handlerOf(one: AnyOperation, deps: AppDeps): Handler<AppEnv> {
  return async (c) => {
    c.set('refuse', one.refuse);
    try {
      return await one.handle(await callOf(one, c, deps));
    } catch (thrown) {
      // The app's error handler is asked about Errors only.
      throw thrown instanceof Error ? thrown : new Error('something that is no Error was thrown', { cause: thrown });
    }
  };
}

async function callOf(one: AnyOperation, c: AppContext, deps: AppDeps): Promise<Parameters<AnyOperation['handle']>[0]> {
  // `actor` is there when `access` is `key`; the types of `operation` cannot know that here.
  const actor = (one.access === 'key' ? await authenticated(c, deps) : undefined) as Actor;
  if (actor?.kind === 'employer') await limitEmployer(deps, actor);
  const params = pathParams(one, c);
  const query = checked(one.query ?? NOTHING, queryOf(c), '/query');
  const headers = one.headers ? checked(one.headers, c.req.header(), '/header') : {};
  const raw = await readRaw(one, c.req.raw);
  const body = one.body ? checked(one.body, bodyJson(bodyText(raw.bytes))) : undefined;
  return { c, deps: walled(deps, actor), actor, params, query, headers, body, raw };
}

/** The calls of an agency or an employer see no rows of others, even where a verb forgot to ask whose they are. */
function walled(deps: AppDeps, actor: Actor | undefined): AppDeps {
  return actor && actor.kind !== AUTHORITY ? { ...deps, store: deps.store.scopedTo(actor.organisation) } : deps;
}

function pathParams(one: AnyOperation, c: AppContext): Record<string, unknown> {
  if (!one.params) return {};
  const result = one.params.safeParse(c.req.param());
  if (!result.success) throw notFound();
  return result.data;
}

/** A parameter that is there once as a string, else as a list, which no schema of ours takes. */
function queryOf(c: AppContext): Record<string, string | string[]> {
  const query = Object.entries(c.req.queries());
  return Object.fromEntries(query.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

async function readRaw(one: AnyOperation, request: Request): Promise<Call<Access, never, never, never, never>['raw']> {
  const allowed = one.body ? ['application/json'] : Object.keys(one.rawBody?.content ?? {});
  if (allowed.length === 0) return { type: '', bytes: new Uint8Array() };
  const type = expectMediaType(request, allowed);
  if (one.streamed) return { type, bytes: new Uint8Array(), stream: request.body ?? undefined };
  return { type, bytes: await readBody(request) };
}
