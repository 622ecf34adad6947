/** Worlds in workerd: the bundle that is deployed, over D1, told to by HTTP alone. */
import { dateAt } from '../../src/core/calendar.ts';
import type { Deps } from '../../src/core/deps.ts';
import { openDeps } from '../../src/entry/deps-worker.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { tables } from '../../src/storage/schema-sqlite.ts';
import { startWorkerd, type Workerd } from '../runtime/workerd.ts';
import { furnish, type Keys } from './people.ts';
import type { Answer, Call, Engine, World } from './world.ts';

const ORIGIN = 'http://cert.test';

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
  #running: { readonly workerd: Workerd; readonly keys: Keys; readonly deps: Deps } | undefined;

  async open(): Promise<void> {
    const kek = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
    const settings = { ORIGIN, YINZHENG_KEK: kek, NODE_ENV: 'test', VC_API: 'on', WEBHOOK_HOSTS: 'localhost:9' };
    const workerd = await startWorkerd(settings);
    // The same register, opened by this process beside the Worker.
    const { deps } = openDeps({ ...settings, ...(await workerd.bindings()), LOG_LEVEL: 'error' });
    this.#running = { workerd, keys: await furnish(deps), deps };
  }

  async close(): Promise<void> {
    await this.#running?.workerd.server.close();
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
    const response = await this.#there.workerd.server.fetch(`${call.at ?? ORIGIN}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(type !== undefined && { 'Content-Type': type }),
        ...(key !== undefined && { Authorization: `Bearer ${key}` }),
        ...call.headers,
      },
      ...(body !== undefined && { body }),
    });
    const headers = new Headers([...response.headers]);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const said = new TextDecoder().decode(bytes);
    this.said.push(JSON.stringify([...headers]), said);
    return { status: response.status, headers, text: said, bytes, body: parsed<T>(said) };
  }

  get log(): string[] {
    return this.#there.workerd.server.getLogs().map(({ message }) => message);
  }

  async stored(): Promise<Buffer> {
    const { DB: database } = await this.#there.workerd.bindings();
    const rows = await Promise.all(
      Object.keys(tables).map((name) => database.prepare(`SELECT * FROM "${name}"`).raw()),
    );
    return Buffer.from(rows.flat(2).join('\n'));
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
