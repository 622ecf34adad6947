/** The real command in a folder of its own, with the marked test key. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEST_KEK } from '../../src/entry/config.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';

const CLI = fileURLToPath(new URL('../../src/entry/cli.mjs', import.meta.url));

export interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** A working directory, and what can be done in it. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'yinzheng-cli-'));
  readonly #environment: Record<string, string>;

  constructor(environment: Record<string, string> = {}) {
    this.#environment = { PATH: process.env.PATH ?? '', YINZHENG_KEK: encodeBase64url(TEST_KEK), ...environment };
  }

  run(...words: string[]): Ran {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      cwd: this.folder,
      env: this.#environment,
      encoding: 'utf8',
    });
    return { exit: status, out: stdout, err: stderr };
  }

  /** Runs with `--json`, expects success, and gives back the answer. */
  json<T>(...words: string[]): T {
    const ran = this.run(...words, '--json');
    if (ran.exit !== 0) throw new Error(`yinzheng ${words.join(' ')} ended with ${ran.exit}: ${ran.err}${ran.out}`);
    return JSON.parse(ran.out) as T;
  }

  /** Starts any script of src/entry and leaves it running. */
  start(script: string, environment: Record<string, string>, ...words: string[]) {
    const file = fileURLToPath(new URL(`../../src/entry/${script}`, import.meta.url));
    return spawn(process.execPath, [file, ...words], {
      cwd: this.folder,
      env: { ...this.#environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  write(name: string, content: unknown): string {
    writeFileSync(join(this.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return name;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
