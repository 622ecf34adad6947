import type { Context } from 'hono';
import type { Actor } from '../core/actor.ts';
import type { Deps } from '../core/deps.ts';
import type { IssueOne } from '../issue/issue.ts';

/** What the app gets: the verbs' dependencies, and what only its outer side needs. */
export interface AppDeps extends Deps {
  /** Parts that `GET /readyz` asks besides the store; one that rejects is named in the answer as failing. */
  readonly readiness?: Readonly<Record<string, () => Promise<void>>>;
  /**
   * The client's network address, for limits per client. No header is trusted unless this function trusts it; without
   * it all clients share one allowance.
   */
  readonly clientAddress?: (c: Context) => string | undefined;
  /** What the operator's monitoring reads, and the token that it shows. Missing where there is none. */
  readonly monitoring?:
    | { readonly token: string; read(): Promise<{ readonly type: string; readonly text: string }> }
    | undefined;
  /** Issues one certificate where requests may wait for each other. Missing: each for itself. */
  readonly issueOne?: IssueOne | undefined;
  /** How often one client may look up a certificate by number and name. Default: 10 at once, then 10 a minute. */
  readonly lookupLimit?: Allowance;
}

export interface Allowance {
  readonly burst: number;
  readonly perMinute: number;
}

/** What a request carries on its way through the app. */
export interface AppEnv {
  Variables: { requestId: string; actor: Actor | undefined; refuse: Refuse | undefined };
}

export type AppContext = Context<AppEnv>;

/** What a call answers to an error of its own; undefined: problem details. */
export type Refuse = (c: AppContext, error: unknown) => Response | Promise<Response> | undefined;
