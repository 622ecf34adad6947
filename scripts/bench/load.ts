/** Many clients of one service, in a thread of their own: each sends a request, waits for the answer, and sends the next. */
import { connect } from 'node:net';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { inThread } from './thread.ts';

/** Before the number of bytes that follow the head; every answer but a 304 has it. */
const LENGTH = '\r\nContent-Length: ';

export interface LoadInput {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Whole HTTP/1.1 requests; each is sent in turn, and again when all were. */
  readonly requests: readonly string[];
  /** What every answer must begin with. */
  readonly expect: string;
}

export interface Load {
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 answers do not take. */
  readonly p99: number;
}

export function request(method: string, path: string, { headers = {}, body = '' }: Partial<Body> = {}): string {
  const all = { Host: '127.0.0.1', 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

interface Body {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function load(input: LoadInput): Promise<Load> {
  return inThread(import.meta.url, input);
}

if (!isMainThread && parentPort) parentPort.postMessage(await run(workerData as LoadInput));

async function run({ port, connections, seconds, requests, expect }: LoadInput): Promise<Load> {
  const times: number[] = [];
  const messages = requests.map((text) => Buffer.from(text));
  const expected = Buffer.from(expect);
  let next = 0;
  const began = performance.now();
  const end = began + seconds * 1000;

  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let sent = 0;
      /** Bytes of the answer that are still to come. */
      let missing = 0;
      const send = () => {
        if (performance.now() >= end) return socket.end(() => resolve());
        sent = performance.now();
        socket.write(messages[next++ % messages.length] ?? '');
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (part: Buffer) => {
        const begins = missing === 0;
        missing = (begins ? lengthOf(part) : missing) - part.length;
        if (begins && !part.subarray(0, expected.length).equals(expected)) {
          return socket.destroy(new Error(part.toString('latin1', 0, 1000)));
        }
        if (missing > 0) return;
        times.push(performance.now() - sent);
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, client));

  const elapsed = performance.now() - began;
  times.sort((a, b) => a - b);
  return { perSecond: (times.length * 1000) / elapsed, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN };
}

/** Bytes of an answer, from what comes first of it, which holds the head. */
function lengthOf(part: Buffer): number {
  const head = part.indexOf('\r\n\r\n') + 4;
  const at = part.indexOf(LENGTH);
  return at < 0 || at > head ? head : head + Number.parseInt(part.toString('latin1', at + LENGTH.length, head), 10);
}
