import { expect, onTestFinished, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { idempotencyOf } from '../../src/issue/idempotency.ts';
import { issue } from '../../src/issue/issue.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { setKeyState } from '../../src/registry/keys.ts';
import { AGENCY, NOW, openWorld } from '../http/world.ts';
import { requestOn } from '../stories/requests.ts';
import { die } from './cut-off.ts';

const body = utf8('{"holder":{"idNumber":"11010519491231002X"}}');

test('a request is known again by its body and what it replaces, and by nobody who has no key', async () => {
  const hashes = await Promise.all(
    [1, 2].map(async () => {
      const { deps, close } = await openWorld();
      onTestFinished(close);
      const hash = async (what: Parameters<typeof idempotencyOf>[2]) =>
        (await idempotencyOf(deps, 'key', what))?.bodyHash;
      expect(await hash({ body })).toBe(await hash({ body: body.slice() }));
      expect(await idempotencyOf(deps, undefined, { body })).toBeUndefined();
      return [await hash({ body }), await hash({ body, replaces: 'a' }), await hash({ body: utf8('{}') })];
    }),
  );
  expect(new Set([...hashes.flat(), encodeBase64url(await sha256(body))]).size).toBe(7);
});

test('a request whose certificate can never be signed is told so, and takes no other with it', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const officer: Actor = { kind: 'authority', organisation: 'authority', roles: ['officer'], person: 'o', key: 'k' };
  const signer: Actor = { kind: 'agency', organisation: AGENCY, roles: ['signer'], person: 'p', key: 'k' };
  const asked = (n: number) => ({ key: `key-${n}`, bodyHash: `hash-${n}` });
  await die(deps, AGENCY, 1, asked(1));
  const [key] = await deps.store.keys(AGENCY);
  await setKeyState(deps, officer, key?.id ?? '', { state: 'compromised', since: NOW });
  await die(deps, AGENCY, 2, asked(2));

  const again = [1, 2, 3].map((n) => ({ request: requestOn('2026-11-20', n), idempotency: asked(n) }));
  for (const replayed of [false, true]) {
    expect(await issue(deps, signer, again)).toMatchObject([
      { error: { code: 'conflict', message: expect.stringContaining('another Idempotency-Key') } },
      { replayed: true, certificate: {} },
      { replayed, certificate: {} },
    ]);
  }
});
