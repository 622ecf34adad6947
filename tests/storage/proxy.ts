/** A TCP proxy in front of a database, which can be cut and mended. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `refuse`: the listener is gone and connections are closed. `reset`: connections are reset, and new ones at once.
 * `silent`: nothing passes any more, as when a cable is pulled; new connections are taken, and hear nothing.
 */
export type Cut = 'refuse' | 'reset' | 'silent';

export interface TcpProxy {
  /** The URL that it was made for, through the proxy. */
  readonly url: string;
  cut(how: Cut): Promise<void>;
  /** New connections pass again. What was silent stays so. */
  mend(): Promise<void>;
  /** From now on, a client's bytes pass until they hold this text, and nothing after. */
  stopBefore(text: string): void;
  close(): Promise<void>;
}

export async function proxyTo(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [client: Socket, server: Socket]>();
  let state: Cut | 'passing' = 'passing';
  let last: string | undefined;

  const accept = (client: Socket) => {
    client.on('error', () => {});
    if (state === 'reset') return void client.resetAndDestroy();
    const server = connect(Number(port), hostname).on('error', () => {});
    const pair = [client, server] as const;
    pairs.add(pair);
    let open = state === 'passing';
    client.on('data', (bytes: Buffer) => {
      open &&= state === 'passing';
      const end = last === undefined ? -1 : bytes.indexOf(last);
      if (open) server.write(end < 0 ? bytes : bytes.subarray(0, end));
      if (end >= 0) open = false;
    });
    server.on('data', (bytes: Buffer) => {
      open &&= state === 'passing';
      if (open) client.write(bytes);
    });
    // Neither side hears of the other's end where nothing passes.
    client.on('close', () => open && server.destroy());
    server.on('close', () => open && client.destroy());
  };
  let listener = await listen(accept, 0);
  const address = listener.address();
  const ownPort = typeof address === 'object' && address ? address.port : 0;
  const url = new URL(target);
  url.host = `127.0.0.1:${ownPort}`;

  const proxy: TcpProxy = {
    url: url.href,
    async cut(how) {
      state = how;
      if (how === 'silent') return;
      for (const [client, server] of pairs) {
        if (how === 'reset') client.resetAndDestroy();
        else client.destroy();
        server.destroy();
      }
      if (how === 'refuse') await close(listener);
    },
    async mend() {
      if (state === 'refuse') listener = await listen(accept, ownPort);
      state = 'passing';
      last = undefined;
    },
    stopBefore(text) {
      last = text;
    },
    async close() {
      for (const socket of [...pairs].flat()) socket.destroy();
      await close(listener);
    },
  };
  return proxy;
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
