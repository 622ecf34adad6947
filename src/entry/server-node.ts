/** What listens: HTTP, or HTTPS with a certificate that is taken anew when its files are others. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { YinzhengError } from '../core/errors.ts';
import type { Config } from './config.ts';

/** The file of an exam may come over a slow line, and is judged while it comes. */
const UPLOAD_MS = 300_000;
/**
 * How long a connection may be idle: longer than with proxies (Caddy: 120 s, nginx: 60 s), so that they end it. A request that
 * comes on one just as we end it is lost, and few proxies send a POST again.
 */
const IDLE_MS = 125_000;
const TIMEOUTS = { headersTimeout: 30_000, requestTimeout: UPLOAD_MS, keepAliveTimeout: IDLE_MS };

export interface Listening {
  readonly server: Server;
  /**
   * New connections get the certificate that is in the files now. Throws `invalid_configuration` while they cannot be used;
   * then the one at hand stays.
   */
  renew(): void;
}

export function serverOf({ tls }: Pick<Config, 'tls'>, listener: RequestListener): Listening {
  if (!tls) return { server: createServer(TIMEOUTS, listener), renew: () => undefined };
  let pair = pairIn(tls);
  const server = createTlsServer({ ...TIMEOUTS, ...pair }, listener);
  return {
    server,
    renew() {
      const now = pairIn(tls, pair);
      if (now === pair) return;
      server.setSecureContext(now);
      pair = now;
    },
  };
}

/** A certificate and its key, which fit together. */
interface Pair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What is in the files; `known`, where that is still the same. */
function pairIn({ certFile, keyFile }: NonNullable<Config['tls']>, known?: Pair): Pair {
  try {
    const pair = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    if (known?.cert.equals(pair.cert) && known.key.equals(pair.key)) return known;
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    const message = `TLS_CERT and TLS_KEY cannot be used: ${cause instanceof Error ? cause.message : cause}`;
    throw new YinzhengError('invalid_configuration', message, { cause });
  }
}

export function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
