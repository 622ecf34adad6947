import { expect, test } from 'vitest';
import { decodeBase32, encodeBase32 } from '../../src/lib/base32.ts';
import { utf8 } from '../../src/lib/bytes.ts';

// RFC 4648 section 10, in lower case and without padding.
test.each([
  ['', ''],
  ['f', 'my'],
  ['fo', 'mzxq'],
  ['foo', 'mzxw6'],
  ['foob', 'mzxw6yq'],
  ['fooba', 'mzxw6ytb'],
  ['foobar', 'mzxw6ytboi'],
])('%j is %j', (plain, text) => {
  expect(encodeBase32(utf8(plain))).toBe(text);
  expect(decodeBase32(text)).toEqual(utf8(plain));
});

test.each(['MY', 'my======', 'mz', 'm', 'm1', 'm y'])('refuses %j', (text) => {
  expect(() => decodeBase32(text)).toThrow(SyntaxError);
});
