/**
 * Issuing and verifying before anybody asks for it. A fresh isolate of a Worker would otherwise compile its code, read
 * its contexts and schemas and fill its caches at the expense of the first request, whose time is limited.
 */
import { createApp } from '../app.ts';
import type { Actor } from '../core/actor.ts';
import type { Deps, Settings } from '../core/deps.ts';
import { AUTHORITY } from '../core/key.ts';
import { createListCache } from '../core/list-cache.ts';
import type { Random } from '../core/ports.ts';
import { bodyJson } from '../http/body.ts';
import { CertificateRequest, REQUEST_EXAMPLE } from '../http/certificate-models.ts';
import { presented } from '../http/presented.ts';
import { checked } from '../http/validate.ts';
import { issue } from '../issue/issue.ts';
import { present } from '../issue/present.ts';
import { registerAgency } from '../registry/agencies.ts';
import { authenticate, createApiKey } from '../registry/api-keys.ts';
import { initialise } from '../registry/init.ts';
import { openVault } from '../registry/vault.ts';
import { qrSvg } from '../render/qr.ts';
import { createLocalSigner } from '../signer/local.ts';
import { openD1 } from '../storage/d1.ts';
import { verify } from '../verify/verify.ts';
import { createStage } from './stage.ts';

const AGENCY = 'S000033000107';
const ROUNDS = 2;

/** Nothing of it remains but warm code: neither its register, nor its keys, nor its certificates. */
export async function rehearse(settings: Settings): Promise<void> {
  const deps = await furnished(settings);
  const person = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 'rehearsal', days: 1 } as const;
  const { key } = await createApiKey(deps, person);
  const order = JSON.stringify(REQUEST_EXAMPLE);
  for (let round = 0; round < ROUNDS; round++) {
    const signer = await authenticate(deps, key);
    const request = checked(CertificateRequest, bodyJson(order));
    const [outcome] = await issue(deps, signer, [{ request, idempotency: { key: String(round), bodyHash: '' } }]);
    if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('nothing was issued');
    const { credential, jwt, seal } = await present(deps, outcome.certificate);
    for (const form of [credential, jwt, seal]) {
      const { verdict } = await verify(deps, presented('application/json', JSON.stringify(form)).input);
      if (verdict !== 'valid') throw new Error(`the verdict was ${verdict}`);
    }
    qrSvg(seal, 0);
  }
  // An answer with a body is I/O here; this one has none, since the client is said to have it.
  const { status } = await createApp(deps).request('/.well-known/did.json', { headers: { 'If-None-Match': '*' } });
  if (status !== 304) throw new Error(`the answer was ${status}`);
  sweep();
}

/** 16 MB: more than an isolate has room for among its young objects. */
const [LITTER, PIECES] = [8_192, 256];

/** Has the engine clear away now what the rehearsal left behind; it would do so within one of the first requests, for 10 ms. */
function sweep(): void {
  for (let piece = 0; piece < PIECES; piece++) new Array(LITTER).fill(piece);
}

/** A register with one agency that exists nowhere. */
async function furnished(settings: Settings): Promise<Deps> {
  // The day of the example. There is neither time nor randomness yet, and none is needed.
  const now = Date.parse(`${REQUEST_EXAMPLE.issuedOn}T12:00:00Z`);
  const random = notRandom();
  const store = openD1(createStage());
  const signer = createLocalSigner({ kek: random(32), random });
  const vault = await openVault(store, signer, random);
  const deps: Deps = {
    store,
    signer,
    vault,
    clock: () => now,
    random,
    log: () => {},
    settings,
    lists: createListCache(),
  };
  const name = { zh: '预演', en: 'Rehearsal' };
  await initialise(deps, { authority: { name, uscc: '11990000DEM0000013' } });
  const officer: Actor = { kind: AUTHORITY, organisation: AUTHORITY, roles: ['officer'], person: 'rehearsal', key: '' };
  const { classification, edition, code } = REQUEST_EXAMPLE.occupation;
  const { scheme, code: level } = REQUEST_EXAMPLE.level;
  await registerAgency(deps, officer, {
    code: AGENCY,
    uscc: '52990000DEM000002Y',
    name,
    record: {
      from: '2020-01-01',
      reason: 'rehearsal',
      scope: [{ classification, edition, occupations: [code], levelScheme: scheme, levels: [level] }],
    },
  });
  return deps;
}

/** Bytes that differ from each other, and nothing more. */
function notRandom(): Random {
  let seed = 1;
  return (length) =>
    Uint8Array.from({ length }, () => {
      seed = (seed * 48_271) % 0x7fffffff;
      return seed & 0xff;
    });
}
