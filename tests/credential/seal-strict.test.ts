import { decode, encode, Tagged } from 'cborg';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SigningKey } from '../../src/core/ports.ts';
import { readSeal, SEAL_LIMIT, signSeal } from '../../src/credential/seal.ts';
import { type Bytes, concat, utf8 } from '../../src/lib/bytes.ts';
import { FACTS, KID, newKey } from './seal-input.ts';

let key: SigningKey;
let sealed: Bytes;

beforeAll(async () => {
  key = await newKey();
  sealed = await signSeal(FACTS, key);
});

describe('strict', () => {
  const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
  const HEADER = hex('a2012604480102030405060708');
  const payload = (): Bytes => decode(sealed.slice(1), { useMaps: true })[2];
  const edit = (change: (members: Map<number, unknown>) => void): Bytes => {
    const members = decode(payload(), { useMaps: true });
    change(members);
    return encode(members) as Bytes;
  };
  const replace = (bytes: Bytes, from: string, to: string): Bytes => {
    const text = Buffer.from(bytes).toString('hex');
    expect(text.split(from)).toHaveLength(2);
    return hex(text.replace(from, to));
  };
  /** A COSE_Sign1 around any header and payload, properly signed: only its form can be at fault. */
  const signed = async (header: Bytes, content: Bytes, unprotected: unknown = new Map()): Promise<Bytes> => {
    const signature = await key.sign(encode(['Signature1', header, new Uint8Array(0), content]) as Bytes);
    return encode(new Tagged(18, [header, unprotected, content, signature])) as Bytes;
  };

  test('the same header and payload are accepted, so nothing but the change is refused below', async () => {
    expect(await readSeal(await signed(HEADER, payload())).verify(key.publicJwk)).toBe(true);
    expect(
      readSeal(
        await signed(
          HEADER,
          edit((members) => members.set(5, 13)),
        ),
      ).facts.group,
    ).toBe(13);
  });

  test.each<[string, () => Bytes]>([
    ['an unknown member', () => edit((members) => members.set(12, 'more'))],
    ['a missing member', () => edit((members) => members.delete(8))],
    ['no members', () => hex('a0')],
    ['an array', () => hex('80')],
    ['no CBOR', () => hex('ff')],
    ['nothing', () => new Uint8Array(0)],
    ['bytes after its end', () => concat(payload(), hex('00'))],
    ['a repeated key', () => concat(hex('ac'), payload().slice(1), hex('0b8268434e2d534b494c4c6133'))],
    ['keys out of order', () => replace(payload(), '050c061a0001ffff', '061a0001ffff050c')],
    ['a group in a longer form', () => replace(payload(), '050c06', '05180c06')],
    ['a group as a float', () => replace(payload(), '050c06', '05f94a0006')],
    ['an indefinite map', () => concat(hex('bf'), payload().slice(1), hex('ff'))],
    ['a negative index', () => edit((members) => members.set(6, -1))],
    ['an index over 2^53', () => edit((members) => members.set(6, 2n ** 60n))],
    ['a group that is text', () => edit((members) => members.set(5, '12'))],
    ['a date that is text', () => edit((members) => members.set(3, '2026-11-01'))],
    ['a date with a part of a day', () => edit((members) => members.set(3, 20_000.5))],
    ['a date after 9999', () => edit((members) => members.set(3, 2_932_897))],
    ['a date before 1000', () => edit((members) => members.set(4, -354_286))],
    ['an end that is null', () => edit((members) => members.set(4, null))],
    ['a name that is bytes', () => edit((members) => members.set(8, utf8('张伟')))],
    ['a name that is not UTF-8', () => replace(payload(), 'e5bca0e4bc9f', 'e5bca0e4bcff')],
    ['a masked number that is null', () => edit((members) => members.set(9, null))],
    ['an id of 15 bytes', () => edit((members) => members.set(1, new Uint8Array(15)))],
    ['an id that is text', () => edit((members) => members.set(1, FACTS.certificate))],
    ['an occupation of two', () => edit((members) => members.set(10, ['CN-OCD', '2022']))],
    ['an occupation of five', () => edit((members) => members.set(10, ['CN-OCD', '2022', '4', 'n', 'm']))],
    ['an occupation that is text', () => edit((members) => members.set(10, '4-04-05-05'))],
    ['an occupation whose name is null', () => edit((members) => members.set(10, ['CN-OCD', '2022', '4', null]))],
    ['a level that is a number', () => edit((members) => members.set(11, ['CN-SKILL', 3]))],
    ['a tagged date', () => replace(payload(), '0319', '03d86419')],
  ])('a payload with %s is refused', async (_, content) => {
    const bytes = await signed(HEADER, content());
    expect(() => readSeal(bytes)).toThrow(SyntaxError);
  });

  test.each([
    ['another algorithm', 'a2012704480102030405060708'],
    ['no algorithm', 'a104480102030405060708'],
    ['no key id', 'a10126'],
    ['a short key id', 'a201260447' + '01020304050607'],
    ['a key id that is text', 'a20126046841424344' + '45464748'],
    ['one more parameter', 'a30126044801020304050607080500'],
    ['its parameters out of order', 'a2044801020304050607080126'],
    ['bytes after its end', 'a201260448010203040506070800'],
    ['nothing in it', ''],
  ])('a header with %s is refused', async (_, header) => {
    const bytes = await signed(hex(header), payload());
    expect(() => readSeal(bytes)).toThrow(SyntaxError);
  });

  test('an unprotected header with anything in it is refused', async () => {
    for (const unprotected of [new Map([[4, KID]]), [], null]) {
      const bytes = await signed(HEADER, payload(), unprotected);
      expect(() => readSeal(bytes)).toThrow(SyntaxError);
    }
  });

  test.each<[string, () => Bytes]>([
    ['nothing', () => new Uint8Array(0)],
    ['bytes after the end', () => concat(sealed, hex('00'))],
    ['a cut end', () => sealed.slice(0, -1)],
    ['no tag', () => sealed.slice(1)],
    ['the tag of COSE_Mac0', () => sealed.with(0, 0xd1)],
    ['the tag in a longer form', () => concat(hex('d812'), sealed.slice(1))],
    ['the tag twice', () => concat(hex('d2'), sealed)],
    ['the tag alone', () => hex('d2')],
    ['more bytes than any seal has', () => new Uint8Array(SEAL_LIMIT + 1)],
    ['10,000 nested arrays', () => new Uint8Array(10_000).fill(0x81)],
    ['as many nested arrays as fit', () => new Uint8Array(SEAL_LIMIT).fill(0x81)],
    ['nested tags', () => new Uint8Array(SEAL_LIMIT).fill(0xd2)],
  ])('%s is no seal', (_, bytes) => {
    expect(() => readSeal(bytes())).toThrow(SyntaxError);
  });
});

describe('altered', () => {
  /** Whether these bytes pass for a seal; any error but SyntaxError fails the test. */
  async function passes(bytes: Bytes): Promise<boolean> {
    let seal: ReturnType<typeof readSeal>;
    try {
      seal = readSeal(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
      return false;
    }
    return seal.verify(key.publicJwk);
  }

  test('no single bit can be flipped', async () => {
    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        expect(await passes(sealed.with(at, (sealed[at] ?? 0) ^ (1 << bit)))).toBe(false);
      }
    }
  });

  test('no bytes can be changed, put in, left out or moved', async () => {
    const edits = fc.array(fc.record({ at: fc.nat(260), cut: fc.nat(4), put: fc.uint8Array({ maxLength: 4 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const mutant = changes.reduce(
          (bytes, { at, cut, put }) => concat(bytes.slice(0, at), put, bytes.slice(at + cut)),
          sealed,
        );
        fc.pre(!Buffer.from(mutant).equals(sealed));
        expect(await passes(mutant)).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });

  test('no random bytes pass', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 450 }), async (bytes) => {
        expect(await passes(new Uint8Array(bytes))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('facts cannot be re-signed by another key under the same id', async () => {
    const forged = await signSeal({ ...FACTS, holderName: '李娜' }, await newKey());
    expect(readSeal(forged).kid).toBe(key.id);
    expect(await passes(forged)).toBe(false);
  });
});
