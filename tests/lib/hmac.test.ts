import { expect, test } from 'vitest';
import { utf8 } from '../../src/lib/bytes.ts';
import { hmac } from '../../src/lib/hmac.ts';

// RFC 4231 sections 4.3 and 4.7 (a key longer than a block).
test.each([
  [utf8('Jefe'), 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  [
    new Uint8Array(131).fill(0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
])('RFC 4231 case %#', async (key, message, expected) => {
  expect(Buffer.from(await hmac(key, utf8(message))).toString('hex')).toBe(expected);
});
