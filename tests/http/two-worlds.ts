/** Two deployments in one process, the one of which may recognise the other. */
import { vi } from 'vitest';
import { openWorld, requestFor, type World } from './world.ts';

export type Json = Record<string, unknown>;

export interface Issued {
  readonly id: string;
  readonly credential: Json;
  readonly jwt: string;
  readonly seal: string;
}

export const OTHER = 'https://cert.other.example';
export const HOST = 'cert.other.example';

export interface TwoWorlds {
  readonly here: World;
  readonly there: World;
  /** The other authority's Ed25519 key, as it is handed over. */
  readonly key: string;
  /** A certificate of the other deployment. */
  issued(name?: string): Promise<Issued>;
  recognise(more?: Json): Promise<Response>;
  endRecognition(): Promise<Response>;
  verdict(credential: unknown, beside?: Json): Promise<Said>;
  close(): Promise<void>;
}

export interface Said {
  readonly verdict: string;
  readonly authority?: Json;
  readonly certificate?: Json;
  readonly by?: string;
}

/** `before` is asked before the other deployment answers, and may answer in its place, or throw as a network does. */
export async function openTwoWorlds(
  clock: () => number,
  before: (host: string) => Promise<Response | undefined>,
  alsoAllowed: readonly string[] = [],
): Promise<TwoWorlds> {
  const [here, there] = await Promise.all([
    openWorld({ allowedHosts: [HOST, ...alsoAllowed], clock }),
    openWorld({ origin: OTHER, clock }),
  ]);
  const { items } = (await (await there.send('GET', '/v1/keys', { as: 'auditor' })).json()) as { items: Json[] };
  const key = String(items.find(({ owner, algorithm }) => owner === 'authority' && algorithm === 'Ed25519')?.didKey);
  const answer = async (url: string, init: RequestInit) => {
    const { host, pathname } = new URL(url);
    const instead = await before(host);
    if (instead) return instead;
    if (host !== HOST) throw new TypeError('fetch failed');
    return there.send('GET', pathname, { headers: init.headers as Record<string, string> });
  };
  vi.stubGlobal('fetch', vi.fn(answer));
  return {
    here,
    there,
    key,
    async issued(name = '张伟') {
      const made = await there.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) });
      return (await made.json()) as Issued;
    },
    recognise: (more = {}) =>
      here.send('POST', '/v1/trust-lists', { as: 'approver', body: { origin: OTHER, key, ...more } }),
    endRecognition: () => here.send('POST', '/v1/trust-lists/end', { as: 'approver', body: { origin: OTHER } }),
    async verdict(credential, beside = {}) {
      return (await (await here.send('POST', '/verify', { body: { credential, ...beside } })).json()) as Said;
    },
    async close() {
      vi.unstubAllGlobals();
      await Promise.all([here.close(), there.close()]);
    },
  };
}
