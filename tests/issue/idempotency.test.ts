import { expect, onTestFinished, test } from 'vitest';
import { idempotencyOf } from '../../src/issue/idempotency.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { openWorld } from '../http/world.ts';

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
