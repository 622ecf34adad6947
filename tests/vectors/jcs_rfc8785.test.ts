import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/lib/bytes.ts';
import { canonicalizeJson } from '../../src/lib/jcs.ts';
import { parseJson } from '../../src/lib/json.ts';

const folder = new URL('./jcs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

describe('cyberphone/json-canonicalization', () => {
  const names = readdirSync(new URL('input/', folder)).map((file) => file.replace('.json', ''));

  test('all six files are here', () => {
    expect(names.sort()).toEqual(['arrays', 'french', 'structures', 'unicode', 'values', 'weird']);
  });

  test.each(names)('%s', (name) => {
    const canonical = canonicalizeJson(parseJson(read(`input/${name}.json`)));
    expect(canonical).toBe(read(`output/${name}.json`));
    expect(Buffer.from(utf8(canonical)).toString('hex')).toBe(read(`outhex/${name}.txt`).replace(/\s/g, ''));
  });
});

/** The first values of the deterministic sequence behind the project's file of 100 million numbers. */
function* sequence(): Generator<number, never> {
  const numbers = read('numbers.txt').trim().split(/\s+/);
  const view = new DataView(new ArrayBuffer(8));
  for (const hex of numbers) {
    view.setBigUint64(0, BigInt(`0x${hex}`));
    yield view.getFloat64(0);
  }
  for (let i = 0n; i < 2000n; i++) {
    view.setBigUint64(0, 0x0010000000000000n + i);
    yield view.getFloat64(0);
  }
  for (let block: Buffer = Buffer.alloc(32); ; ) {
    block = createHash('sha256').update(block).digest();
    for (let at = 0; at < 32; at += 8) {
      const value = block.readDoubleLE(at);
      if (value !== 0 && Number.isFinite(value)) yield value;
    }
  }
}

// Checksums of the table in that project's testdata/README.md.
test.each([
  [1_000, 'be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687'],
  [10_000, 'b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892'],
  [100_000, '22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7'],
])('%i numbers', (count, checksum) => {
  const hash = createHash('sha256');
  const view = new DataView(new ArrayBuffer(8));
  const values = sequence();
  for (let line = 0; line < count; line++) {
    const { value } = values.next();
    view.setFloat64(0, value);
    hash.update(`${view.getBigUint64(0).toString(16)},${canonicalizeJson(value)}\n`);
  }
  expect(hash.digest('hex')).toBe(checksum);
});
