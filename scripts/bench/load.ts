/** Many clients of one service, in a thread of their own: each sends a request, waits for the answer, and sends the next. */
import { connect } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

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
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: input });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

if (!isMainThread && parentPort) parentPort.postMessage(await run(workerData as LoadInput));

async function run({ port, connections, seconds, requests, expect }: LoadInput): Promise<Load> {
  const times: number[] = [];
  const messages = requests.map((text) => Buffer.from(text));
  let next = 0;
  const began = performance.now();
  const end = began + seconds * 1000;

  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let sent = 0;
      let answer = '';
      const send = () => {
        if (performance.now() >= end) return socket.end(() => resolve());
        answer = '';
        sent = performance.now();
        socket.write(messages[next++ % messages.length] ?? '');
      };
      socket.setEncoding('latin1');
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (part: string) => {
        answer += part;
        if (!isWhole(answer)) return;
        if (!answer.startsWith(expect)) return socket.destroy(new Error(answer.slice(0, 1000)));
        times.push(performance.now() - sent);
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, client));

  const elapsed = performance.now() - began;
  times.sort((a, b) => a - b);
  return { perSecond: (times.length * 1000) / elapsed, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN };
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  if (answer.startsWith('HTTP/1.1 304')) return true;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, head));
  if (length) return answer.length >= head + 4 + Number(length[1]);
  return answer.endsWith('\r\n0\r\n\r\n');
}
