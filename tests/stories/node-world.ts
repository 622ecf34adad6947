/** Worlds in this process: the real service of `entry/`, on a loopback port, with a clock that stories can move. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dateAt } from '../../src/core/calendar.ts';
import type { Deps } from '../../src/core/deps.ts';
import { YinzhengError } from '../../src/core/errors.ts';
import { type Config, readConfig } from '../../src/entry/config.ts';
import { openDeps } from '../../src/entry/deps-node.ts';
import { jsonLines } from '../../src/entry/log.ts';
import { random } from '../../src/entry/random-node.ts';
import { type Service, startService } from '../../src/entry/service-node.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { freePort } from '../entry/yinzheng.ts';
import { postgresDatabase } from '../storage/postgres-database.ts';
import { furnish, type Keys } from './people.ts';
import type { Answer, Call, Capability, Engine, World } from './world.ts';

/** A Monday morning in Beijing. */
const BEGIN = Date.parse('2026-11-02T02:00:00Z');

/** Where a register lies: the settings that name it, every byte of it, and its end. */
interface Place {
  readonly environment: Readonly<Record<string, string>>;
  stored(): Promise<Buffer>;
  remove(): Promise<void>;
}

export function nodeEngine(name: string, makePlace: () => Promise<Place>): Engine {
  const can: readonly Capability[] = [
    'move the clock',
    'reach the register',
    'take the database away',
    'read what is kept',
    'start processes',
  ];
  return { name, can, world: () => new NodeWorld(makePlace) };
}

interface Folder {
  readonly path: string;
  remove(): Promise<void>;
}

/** SQLite in such a folder. */
export function sqliteIn(name: string, makeFolder: () => Promise<Folder>): Engine {
  return nodeEngine(name, async () => {
    const { path, remove } = await makeFolder();
    const stored = async () =>
      Buffer.concat(await Promise.all((await readdir(path)).map((file) => readFile(join(path, file)))));
    return { environment: { DATA_DIR: path }, stored, remove };
  });
}

export const sqlite = sqliteIn('sqlite', async () => {
  const path = await mkdtemp(join(tmpdir(), 'yinzheng-story-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
});

export const postgres = nodeEngine('postgres', async () => {
  const database = await postgresDatabase('migrated');
  return {
    environment: { DATABASE_URL: database.url },
    stored: () => database.dump(),
    remove: () => database.drop(),
  };
});

class NodeWorld implements World {
  readonly said: string[] = [];
  readonly log: string[] = [];
  readonly #makePlace: () => Promise<Place>;
  readonly #began = performance.now();
  readonly #clock = () => BEGIN + Math.floor(performance.now() - this.#began) + this.#passed;
  #passed = 0;
  #place: Place | undefined;
  #config: Config | undefined;
  #running: { readonly deps: Deps; readonly service: Service } | undefined;
  #keys: Keys | undefined;
  #environment: Record<string, string> = {};

  constructor(makePlace: () => Promise<Place>) {
    this.#makePlace = makePlace;
  }

  async open(): Promise<void> {
    this.#place = await this.#makePlace();
    const kek = { YINZHENG_KEK: encodeBase64url(random(32)), WEBHOOK_HOSTS: 'localhost:9' };
    for (;;) {
      const PORT = String(await freePort());
      this.#environment = {
        ...this.#place.environment,
        ...kek,
        PORT,
        ORIGIN: `http://localhost:${PORT}`,
        VC_API: 'on',
      };
      this.#config = readConfig(this.#environment);
      try {
        return await this.start();
      } catch (error) {
        // The port was taken meanwhile. No origin stands in the register yet.
        if (!(error instanceof YinzhengError && error.code === 'unavailable')) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#place?.remove();
  }

  async start(): Promise<void> {
    const config = there(this.#config);
    const opened = await openDeps(config, { create: true, logLevel: 'info' });
    const log = jsonLines((line) => this.log.push(line), this.#clock, 'info');
    const deps: Deps = { ...opened, clock: this.#clock, log };
    try {
      this.#keys ??= await furnish(deps);
      this.#running = { deps, service: await startService(deps, config) };
    } catch (error) {
      await deps.store.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.service.stop();
    await running?.deps.store.close();
    // The client of this process must hear that its connections are gone, before it uses one of them again.
    await pause(50);
  }

  get origin(): string {
    return there(this.#config).settings.origin;
  }

  get deps(): Deps {
    return there(this.#running).deps;
  }

  get environment(): Record<string, string> {
    return { ...this.#environment, STORY_CLOCK: String(this.#clock() - Date.now()) };
  }

  now(): Date {
    return new Date(this.#clock());
  }

  today(): string {
    return dateAt(this.#clock(), there(this.#config).settings.timeZone);
  }

  pass(ms: number): void {
    this.#passed += ms;
  }

  stored(): Promise<Buffer> {
    return there(this.#place).stored();
  }

  async call<T>(route: string, call: Call = {}): Promise<Answer<T>> {
    const [method = '', path = ''] = route.split(/ (.*)/s);
    const { status, headers, text, bytes } = await send(`${call.at ?? this.origin}${path}`, method, {
      ...call,
      ...(call.as !== undefined && { key: typeof call.as === 'string' ? there(this.#keys)[call.as] : call.as.key }),
    });
    this.said.push(JSON.stringify([...headers]), text);
    return { status, headers, text, bytes, body: parsed<T>(text) };
  }
}

async function send(url: string, method: string, { json, text, type, headers, key }: Call & { key?: string }) {
  const body = json === undefined ? text : JSON.stringify(json);
  const contentType = type ?? (json === undefined ? undefined : 'application/json');
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(contentType !== undefined && { 'Content-Type': contentType }),
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text: new TextDecoder().decode(bytes), bytes };
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text);
  } catch {
    return undefined as T;
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the world is not open');
  return value;
}
