/** What everybody asks for all the time is put together once in a while, and handed out as it is. */
import { nameRequest, noteAnswer } from './access-log.ts';
import { matches } from './cached.ts';
import type { AppDeps } from './context.ts';
import { signedType } from './negotiate.ts';

/** Answers of these depend on the path and on what `signedType` makes of Accept, and on nothing else. */
const ROUTES: readonly (readonly [path: RegExp, route: string])[] = [
  [/^\/status\/[\w-]+$/, '/status/:list'],
  [/^\/trust-list$/, '/trust-list'],
];
/** How long another process may have changed the register before this one sees it. Caches elsewhere keep an answer for minutes. */
const MOST_MS = 1_000;
/** For all answers together, at two bytes a character, as much as a string ever takes. */
const MOST_BYTES = 32 * 2 ** 20;
/** An answer without its body. */
const ANSWER_BYTES = 2_000;
/** Accept headers whose meaning is remembered, and the length up to which one is. Readers write few, and short ones. */
const MOST_HEADERS = 1_000;
const HEADER_LENGTH = 200;

interface Answer {
  readonly at: number;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Those of them that go with 304: what the reader has keeps all others. */
  readonly unchanged: Readonly<Record<string, string>>;
  readonly body: string;
}

/** RFC 9110 section 15.4.5, and who may read it. */
const WITH_304: ReadonlySet<string> = new Set(['etag', 'cache-control', 'vary', 'access-control-allow-origin']);

/** The answers that a process remembers. */
export interface Recent {
  get(key: string, now: number): Answer | undefined;
  /** Keeps an answer, unless something was committed since `commits` was read. */
  keep(key: string, answer: Answer, commits: number): void;
  readonly commits: number;
  /** To be called after each commit of this process. */
  forget(): void;
}

export function createRecent(): Recent {
  // In the order in which they were kept, so that those whose time is over come first.
  const answers = new Map<string, Answer>();
  let bytes = 0;
  let commits = 0;
  const drop = (key: string, { body }: Answer) => {
    answers.delete(key);
    bytes -= bytesOf(body);
  };
  return {
    get(key, now) {
      const answer = answers.get(key);
      return answer && isFresh(answer, now) ? answer : undefined;
    },
    keep(key, answer, before) {
      const more = bytesOf(answer.body);
      if (commits !== before || more > MOST_BYTES) return;
      const earlier = answers.get(key);
      if (earlier) drop(key, earlier);
      for (const [other, one] of answers) {
        if (isFresh(one, answer.at) && bytes + more <= MOST_BYTES) break;
        drop(other, one);
      }
      answers.set(key, answer);
      bytes += more;
    },
    get commits() {
      return commits;
    },
    forget() {
      commits++;
      bytes = 0;
      answers.clear();
    },
  };
}

function isFresh({ at }: Answer, now: number): boolean {
  return now >= at && now < at + MOST_MS;
}

function bytesOf(body: string): number {
  return ANSWER_BYTES + 2 * body.length;
}

/** `signedType`, which reads no usual header twice. */
function rememberedType(): typeof signedType {
  const types = new Map<string, ReturnType<typeof signedType>>();
  return (header = '') => {
    const known = types.get(header);
    if (known) return known;
    const type = signedType(header);
    if (header.length > HEADER_LENGTH) return type;
    if (types.size >= MOST_HEADERS) types.clear();
    types.set(header, type);
    return type;
  };
}

type Fetch<Env> = (request: Request, env: Env) => Response | Promise<Response>;

/** `app`, which is asked for a signed list once a second and after each commit. */
export function withRecent<Env>(deps: AppDeps, recent: Recent, app: Fetch<Env>): Fetch<Env> {
  const typeFor = rememberedType();
  return (request, env) => {
    const path = request.url.slice(request.url.indexOf('/', 'https://'.length));
    const route = request.method === 'GET' ? ROUTES.find(([pattern]) => pattern.test(path))?.[1] : undefined;
    if (route === undefined) return app(request, env);
    const now = deps.clock();
    const accept = typeFor(request.headers.get('accept') ?? undefined);
    const key = `${path}\n${accept}`;
    const answer = recent.get(key, now);
    if (answer) {
      const name = nameRequest(deps);
      const response = responseOf(answer, request, name);
      noteAnswer(deps, name, { method: 'GET', route, status: response.status, ms: 0 });
      return response;
    }
    const { commits } = recent;
    // The whole of it, whatever the reader has: others have not.
    const whole = new Request(request.url, { headers: { accept } });
    return Promise.resolve(app(whole, env)).then(async (response) => {
      const etag = response.headers.get('etag');
      if (response.status !== 200 || etag === null) return response;
      const { [REQUEST_ID]: name = '', ...headers } = Object.fromEntries(response.headers);
      const unchanged = Object.fromEntries(Object.entries(headers).filter(([header]) => WITH_304.has(header)));
      const fresh = { at: now, etag, headers, unchanged, body: await response.text() };
      recent.keep(key, fresh, commits);
      return responseOf(fresh, request, name);
    });
  };
}

const REQUEST_ID = 'x-request-id';

function responseOf({ etag, headers, unchanged, body }: Answer, request: Request, name: string): Response {
  const known = matches(request.headers.get('if-none-match') ?? undefined, etag);
  if (known) return new Response(null, { status: 304, headers: { ...unchanged, [REQUEST_ID]: name } });
  return new Response(body, { headers: { ...headers, [REQUEST_ID]: name } });
}
