/** The light reader and the full one must see the same in every text and in all bytes: they are each other's oracle. */
import { encode, Tagged } from 'cborg';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SigningKey } from '../../../src/core/ports.ts';
import { readPresented } from '../../../src/credential/presented.ts';
import { readSeal, type SealFacts, sealText, signSeal } from '../../../src/credential/seal.ts';
import type { Bytes } from '../../../src/lib/bytes.ts';
import { readSeal as readLight, sealBytes } from '../../../src/verify/light/seal.ts';
import { FACTS, newKey } from '../../credential/seal-input.ts';

let key: SigningKey;
let sealed: Bytes;

beforeAll(async () => {
  key = await newKey();
  sealed = await signSeal(FACTS, key);
});

/** What a reader makes of bytes: kid and facts, or a refusal. */
function seen(read: typeof readSeal, bytes: Bytes): unknown {
  try {
    const { kid, facts } = read(bytes);
    return JSON.parse(JSON.stringify({ kid, facts }));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'refused';
  }
}

function agree(bytes: Bytes): void {
  expect(seen(readLight, bytes), Buffer.from(bytes).toString('hex')).toEqual(seen(readSeal, bytes));
}

describe('the bytes of a seal', () => {
  test('read alike, whatever members are there', async () => {
    const { validUntil: _, maskedId: __, ...bare } = FACTS;
    const { name: ___, ...nameless } = FACTS.occupation;
    const kinds: SealFacts[] = [FACTS, bare, { ...FACTS, occupation: nameless }, { ...FACTS, issuedOn: '1969-12-31' }];
    for (const facts of kinds) {
      const bytes = await signSeal(facts, key);
      expect(readLight(bytes).facts).toEqual(facts);
      agree(bytes);
    }
  });

  test('verify with the key that signed them, and with no other', async () => {
    const { verify } = readLight(sealed);
    expect(await verify(key.publicJwk)).toBe(true);
    expect(await verify((await newKey()).publicJwk)).toBe(false);
    expect(await verify({ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' })).toBe(false);
  });

  test('with any bit turned, any byte gone or doubled, and cut anywhere', () => {
    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 8; bit++)
        agree(Uint8Array.from(sealed, (byte, i) => (i === at ? byte ^ (1 << bit) : byte)));
      agree(Uint8Array.from([...sealed.slice(0, at), ...sealed.slice(at + 1)]));
      agree(Uint8Array.from([...sealed.slice(0, at + 1), ...sealed.slice(at)]));
      agree(sealed.slice(0, at));
    }
    agree(Uint8Array.from([...sealed, 0]));
    agree(new Uint8Array(417));
  });

  test('with members of any kind, in any order', () => {
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.string({ maxLength: 12, unit: 'binary' }),
      fc.integer({ min: -400_000, max: 5_000_000 }),
      fc.array(fc.oneof(fc.string({ maxLength: 5 }), fc.nat(9)), { maxLength: 5 }),
      fc.constantFrom<unknown>(null, true, 1.5, new Map(), new Uint8Array(16), ['a', 'b', 'c'], ['a', 'b']),
    );
    const member = fc.tuple(fc.integer({ min: -1, max: 13 }), value);
    const base: [number, unknown][] = [
      [1, new Uint8Array(16)],
      [2, 'A'],
      [3, 20_000],
      [5, 1],
      [6, 2],
      [7, 'N'],
      [8, '张伟'],
      [10, ['a', 'b', 'c']],
      [11, ['d', 'e']],
    ];
    const header = encode(
      new Map<number, unknown>([
        [1, -7],
        [4, new Uint8Array(8)],
      ]),
      { mapSorter: () => 0 },
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(member, { maxLength: 3 }), fc.boolean(), (members, sorted) => {
        const all = [...new Map([...base, ...members])];
        if (sorted) all.sort(([a], [b]) => a - b);
        const payload = encode(new Map(all), { mapSorter: () => 0 });
        const bytes = new Uint8Array(encode(new Tagged(18, [header, new Map(), payload, new Uint8Array(64)])));
        agree(bytes);
        if (seen(readLight, bytes) !== 'refused') accepted++;
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

/** How a reader takes text: the bytes of a seal in hex, or why it takes none. */
function taken(text: string): string {
  try {
    const bytes = sealBytes(text);
    return bytes ? Buffer.from(bytes).toString('hex') : 'foreign';
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'damaged';
  }
}

test('texts are taken alike', () => {
  const text = sealText('https://cert.example', sealed);
  const digits = text.slice(text.indexOf('#') + 1);
  const texts = [
    text,
    ` ${text}\n`,
    digits,
    text.replace('https://cert.example', 'http://elsewhere.test:8080'),
    text.replace('/v#', '/v?lang=en#'),
    text.replace('#1', '#2'),
    text.replace('/v#', '/w#'),
    text.slice(0, -1),
    text.replace(/.$/, 'x'),
    `${text}0`,
    'https://cert.example/v#1',
    'https://cert.example/v#',
    'https://cert.example/v/mfrggzdfmztwq2lknnwg23tpoa',
    'S000033000107263000042-E',
    '1'.repeat(40),
    '9'.repeat(200),
    '',
  ];
  for (const one of texts) {
    const presented = readPresented(one);
    const full = presented.kind === 'seal' ? Buffer.from(presented.seal).toString('hex') : Object(presented).reason;
    expect(taken(one), one).toBe(full);
  }
  expect(taken(text)).toBe(Buffer.from(sealed).toString('hex'));
});
