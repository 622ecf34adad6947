/** Worlds in workerd: the bundle that is deployed, over D1, told to by HTTP alone. */
import { dateAt } from '../../src/core/calendar.ts';
import type { Deps } from '../../src/core/deps.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { type Furnished, furnishedWorker, ORIGIN } from './shared-workerd.ts';
import type { Answer, Call, Engine, World } from './world.ts';

export const d1: Engine = {
  name: 'd1',
  can: ['reach the register', 'read what is kept'],
  // The local D1 takes some milliseconds for each question.
  timeout: 120_000,
  world: () => new WorkersWorld(),
};

class WorkersWorld implements World {
  readonly origin = ORIGIN;
  readonly said: string[] = [];
  #running: Furnished | undefined;

  async open(): Promise<void> {
    this.#running = await furnishedWorker();
  }

  async close(): Promise<void> {
    this.#running = undefined;
  }

  now(): Date {
    return new Date();
  }

  today(): string {
    return dateAt(Date.now(), this.deps.settings.timeZone);
  }

  async call<T>(route: string, call: Call = {}): Promise<Answer<T>> {
    const [method = '', path = ''] = route.split(/ (.*)/s);
    const { json, text, as, type = json === undefined ? undefined : 'application/json' } = call;
    const key = typeof as === 'string' ? this.#there.keys[as] : as?.key;
    const body = json === undefined ? text : JSON.stringify(json);
    const send = () =>
      this.#there.workerd.server.getWorker().fetch(`${call.at ?? ORIGIN}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          'CF-Connecting-IP': this.#there.client,
          ...(type !== undefined && { 'Content-Type': type }),
          ...(key !== undefined && { Authorization: `Bearer ${key}` }),
          ...call.headers,
        },
        ...(body !== undefined && { body }),
      });
    const response = await send().catch((error: unknown) => {
      // workerd answers a body that is too large and hangs up, at times before all of it was sent.
      if (Object(Object(error).cause).code !== 'UND_ERR_SOCKET') throw error;
      return send();
    });
    const headers = new Headers([...response.headers]);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const said = new TextDecoder().decode(bytes);
    this.said.push(JSON.stringify([...headers]), said);
    return { status: response.status, headers, text: said, bytes, body: parsed<T>(said) };
  }

  get log(): string[] {
    const { workerd, loggedBefore } = this.#there;
    return workerd.server
      .getLogs()
      .slice(loggedBefore)
      .map(({ message }) => message);
  }

  async stored(): Promise<Buffer> {
    const { DB: database } = await this.#there.workerd.bindings();
    const tablesOf = await database.batch(
      Object.keys(tables).map((name) => database.prepare(`select * from "${name}"`)),
    );
    const rows = tablesOf.flatMap(({ results }) => results.flatMap((row) => Object.values(row as object)));
    return Buffer.from(rows.join('\n'));
  }

  pass(): never {
    throw new Error('the clock of workerd does not move');
  }

  get deps(): Deps {
    return this.#there.deps;
  }

  get environment(): never {
    throw new Error('there is one Worker');
  }

  async stop(): Promise<never> {
    throw new Error('there is one Worker');
  }

  async start(): Promise<never> {
    throw new Error('there is one Worker');
  }

  get #there() {
    if (!this.#running) throw new Error('the world is not open');
    return this.#running;
  }
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text);
  } catch {
    return undefined as T;
  }
}
