import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { PreparedCertificate } from '../../src/core/certificate.ts';
import type { KeyAlgorithm, KeyRecord } from '../../src/core/key.ts';
import type { Secure, SecuringOrder } from '../../src/core/ports.ts';
import { buildCredential } from '../../src/credential/build.ts';
import { secureAll } from '../../src/credential/secure.ts';
import { random } from '../../src/entry/random-node.ts';
import { secureInThreads } from '../../src/entry/secure-threads-node.ts';
import { createLocalSigner } from '../../src/signer/local.ts';
import { certificate } from '../contract/samples.ts';
import { buildInput } from '../credential/build-input.ts';
import { agency, origin } from '../credential/world.ts';

const kek = random(32);
const signer = createLocalSigner({ kek, random });
let order: SecuringOrder;

async function newKey(algorithm: KeyAlgorithm): Promise<KeyRecord> {
  return { ...(await signer.createKey(algorithm)), owner: agency, algorithm, state: 'active', createdAt: 0 };
}

/** Says how much was not done in a thread. */
function watched(): { here: Secure; here_(): number } {
  let count = 0;
  return {
    here: (one) => {
      count += one.certificates.length;
      return secureAll(signer, one);
    },
    here_: () => count,
  };
}

/** Asks until threads do it. */
async function begun(secure: Secure, count: () => number): Promise<void> {
  for (let before = -1; before !== count(); await pause(50)) {
    before = count();
    await secure({ ...order, certificates: order.certificates.slice(0, 50) });
  }
}

beforeAll(async () => {
  const document = JSON.stringify(buildCredential(buildInput()));
  const certificates = Array.from({ length: 130 }, (_, n): PreparedCertificate => {
    return { ...certificate(n % 90), agency, document: document.replace('张伟', `张伟${n}`) };
  });
  const keys = { Ed25519: await newKey('Ed25519'), ES256: await newKey('ES256') };
  order = { origin, agency, formats: ['eddsa-rdfc-2022', 'vc+jwt', 'seal'], keys, certificates };
});

test('threads make the same proofs, in the order of the certificates', async () => {
  const { here, here_ } = watched();
  const secure = secureInThreads(kek, here);
  await begun(secure, here_);
  const before = here_();
  const few = { ...order, certificates: order.certificates.slice(0, 90) };
  const [threads, alone] = [await secure(few), await secureAll(signer, few)];
  expect(threads.map(({ proof }) => proof)).toEqual(alone.map(({ proof }) => proof));
  expect(threads.map(({ jwt }) => jwt.header)).toEqual(alone.map(({ jwt }) => jwt.header));
  expect(here_()).toBe(before);
});

test('who asks for more than threads take ahead does some of it, and answers others meanwhile', async () => {
  const { here, here_ } = watched();
  const secure = secureInThreads(kek, here);
  await begun(secure, here_);
  const before = here_();
  const most = Math.ceil(1_500 / order.certificates.length);
  const many = { ...order, certificates: Array.from({ length: most }, () => order.certificates).flat() };
  let turns = 0;
  const clock = setInterval(() => turns++);
  const threads = await secure(many);
  clearInterval(clock);
  const alone = await secureAll(signer, order);
  expect(threads.map(({ proof }) => proof)).toEqual(many.certificates.map((_, n) => alone[n % alone.length]?.proof));
  const helped = here_() - before;
  expect(helped).toBeGreaterThan(0);
  expect(helped).toBeLessThan(many.certificates.length);
  expect(turns).toBeGreaterThan(helped / 20);
});

test('a key that may not sign any more is told as such', async () => {
  const { here, here_ } = watched();
  const secure = secureInThreads(kek, here);
  await begun(secure, here_);
  const keys = { ...order.keys, ES256: { ...order.keys.ES256, state: 'compromised' as const } };
  await expect(secure({ ...order, keys })).rejects.toMatchObject({ code: 'key_unavailable' });
});

test('what a thread leaves that dies is done by the one that asked', async () => {
  const { here, here_ } = watched();
  const secure = secureInThreads(kek, here, new URL('./dying-thread.ts', import.meta.url));
  for (let round = 1; round < 4; round++) {
    expect(await secure(order)).toHaveLength(order.certificates.length);
    expect(here_()).toBe(round * order.certificates.length);
    await pause(100);
  }
});
