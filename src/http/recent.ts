/** What everybody asks for all the time is put together once in a while, and handed out as it is. */
import { nameRequest, noteAnswer } from './access-log.ts';
import { matches } from './cached.ts';
import type { AppDeps } from './context.ts';

/** Answers of these depend on the path and on Accept alone. */
const ROUTES: readonly (readonly [path: RegExp, route: string])[] = [
  [/^\/status\/[\w-]+$/, '/status/:list'],
  [/^\/trust-list$/, '/trust-list'],
];
/** How long another process may have changed the register before this one sees it. Caches elsewhere keep an answer for minutes. */
const MOST_MS = 1_000;
const MOST_ANSWERS = 1_000;

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
  const answers = new Map<string, Answer>();
  let commits = 0;
  return {
    get(key, now) {
      const answer = answers.get(key);
      return answer && now >= answer.at && now < answer.at + MOST_MS ? answer : undefined;
    },
    keep(key, answer, before) {
      if (commits !== before) return;
      if (answers.size >= MOST_ANSWERS) answers.clear();
      answers.set(key, answer);
    },
    get commits() {
      return commits;
    },
    forget() {
      commits++;
      answers.clear();
    },
  };
}

type Fetch<Env> = (request: Request, env: Env) => Response | Promise<Response>;

/** `app`, which is asked for a signed list once a second and after each commit. */
export function withRecent<Env>(deps: AppDeps, recent: Recent, app: Fetch<Env>): Fetch<Env> {
  return (request, env) => {
    const path = request.url.slice(request.url.indexOf('/', 'https://'.length));
    const route = request.method === 'GET' ? ROUTES.find(([pattern]) => pattern.test(path))?.[1] : undefined;
    if (route === undefined) return app(request, env);
    const now = deps.clock();
    const key = `${path}\n${request.headers.get('accept') ?? ''}`;
    const answer = recent.get(key, now);
    if (answer) {
      const name = nameRequest(deps);
      const response = responseOf(answer, request, name);
      noteAnswer(deps, name, { method: 'GET', route, status: response.status, ms: 0 });
      return response;
    }
    const { commits } = recent;
    // The whole of it, whatever the reader has: others have not.
    const whole = new Request(request.url, { headers: { accept: request.headers.get('accept') ?? '*/*' } });
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
