/** A running service as a story sees it: over HTTP and, where an engine lets us, a little way behind it. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { LocalDate } from '../../src/core/calendar.ts';
import type { Deps } from '../../src/core/deps.ts';
import { postgres, sqlite } from './node-world.ts';
import type { Who } from './people.ts';
import { d1 } from './workers-world.ts';

/** What a story may need beyond HTTP. An engine that lacks it skips the story, by this name. */
export type Capability =
  | 'move the clock'
  | 'reach the register'
  | 'take the database away'
  | 'read what is kept'
  | 'start processes';

export interface World {
  /** Makes an empty register, furnishes it and starts the service. */
  open(): Promise<void>;
  close(): Promise<void>;
  readonly origin: string;
  now(): Date;
  /** Today in the authority's time zone. */
  today(): LocalDate;
  call<T = unknown>(route: `${'GET' | 'POST' | 'HEAD'} ${string}`, call?: Call): Promise<Answer<T>>;
  /** Text that the service said to anybody: bodies and headers of all answers so far. */
  readonly said: readonly string[];

  /** `move the clock`: lets time pass, in ms. */
  pass(ms: number): void;
  /** `reach the register`: all that the verbs need; `take the database away`: it is what the service itself works with. */
  readonly deps: Deps;
  /** `read what is kept`: the lines of the log, and every byte of the stored data. */
  readonly log: readonly string[];
  stored(): Promise<Buffer>;
  /** `start processes`: what another process finds in its environment to open the same register; an end and a new start. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Call {
  /** A person with an API key, a key that was good once, or any text in the place of a key. */
  readonly as?: Who | 'expired' | 'revoked' | { readonly key: string };
  readonly json?: unknown;
  /** A body that is sent as it is. */
  readonly text?: string | Uint8Array<ArrayBuffer>;
  /** Its Content-Type. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another base than the service's origin, for a second instance. */
  readonly at?: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What came, where it is no text. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The text as JSON. */
  readonly body: T;
}

export interface Engine {
  readonly name: string;
  readonly can: readonly Capability[];
  /** How long one test may take, in ms, where that is more than usual. */
  readonly timeout?: number;
  world(): World;
}

/** The engines under which every story is told. */
const ENGINES: readonly Engine[] = [sqlite, postgres, d1];

/** Tells a story once for each engine, in a fresh world. One that lacks what the story needs is skipped and says so. */
export function describeEngines(
  title: string,
  needs: readonly Capability[],
  story: (world: World, engine: Engine) => void,
): void {
  for (const engine of ENGINES) {
    const missing = needs.filter((need) => !engine.can.includes(need));
    const lacks = missing.length === 0 ? '' : ` cannot ${missing.join(' or ')}`;
    const options = engine.timeout === undefined ? {} : { timeout: engine.timeout };
    describe.skipIf(missing.length > 0)(`${title} [${engine.name}${lacks}]`, options, () => {
      const world = engine.world();
      beforeAll(() => world.open());
      afterAll(() => world.close());
      story(world, engine);
    });
  }
}
