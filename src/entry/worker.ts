import { createApp } from '../app.ts';
import type { Deps } from '../core/deps.ts';
import { createListCache } from '../core/list-cache.ts';
import { openVault } from '../registry/vault.ts';
import { createLocalSigner } from '../signer/local.ts';
import { type D1Database, openD1 } from '../storage/d1.ts';
import { readConfig } from './config.ts';
import { jsonLines } from './log.ts';

interface Env { DB: D1Database }
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

async function open(env: Env) {
  const config = readConfig(env as unknown as Record<string, string>);
  const store = openD1(env.DB);
  const signer = createLocalSigner({ kek: config.kek!, random });
  const vault = await openVault(store, signer, random);
  const deps: Deps = { store, signer, vault, clock: Date.now, random, settings: config.settings, lists: createListCache(),
   log: jsonLines((line) => console.log(line.trimEnd()), Date.now, 'info') };
  return createApp(deps);
}
let app: Awaited<ReturnType<typeof open>> | undefined;
export default {
  async fetch(request: Request, env: Env) {
    app ??= await open(env);
    return app.fetch(request, env);
  },
};
