import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToUuid, decodeToken, encodeToken, isUuid, uuidToBytes, uuidv7 } from '../../src/core/ids.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const instantOf = (uuid: string) => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);

describe('uuidv7', () => {
  test('carries the time, version 7 and variant 10 (RFC 9562 section 5.7 and its example)', () => {
    const uuid = uuidv7(() => Date.UTC(2022, 1, 22, 19, 22, 22), random);
    expect(uuid).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuid(uuid)).toBe(true);
  });

  test('sorts in the order of making within one millisecond', () => {
    const clock = () => 1_793_500_000_000;
    const uuids = Array.from({ length: 20_000 }, () => uuidv7(clock, random));
    expect(uuids.toSorted()).toEqual(uuids);
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(new Set(uuids.map(instantOf))).toEqual(new Set([clock()]));
  });

  test('counts on when the random bits are the highest there are', () => {
    const ones = (length: number) => new Uint8Array(length).fill(0xff);
    const clock = () => 1_793_500_000_000;
    const uuids = Array.from({ length: 5000 }, () => uuidv7(clock, ones));
    expect(uuids[0]).toBe('01a194ee-2f00-77ff-bfff-ffffffffffff');
    expect(uuids[1]).toBe('01a194ee-2f00-7800-8000-03ffffffffff');
    expect(uuids.toSorted()).toEqual(uuids);
    expect(uuids.every((uuid) => /^.{14}7.{4}[89ab]/.test(uuid))).toBe(true);
  });

  test('sorts in the order of making when the clock goes back and forth', () => {
    let now = 1_793_500_000_000;
    const clock = () => now;
    const uuids: string[] = [];
    for (const step of [0, 5, -3_600_000, -1, 1000, 3_600_000, -1, 2]) {
      now += step;
      uuids.push(uuidv7(clock, random), uuidv7(clock, random));
    }
    expect(uuids.toSorted()).toEqual(uuids);
  });

  test('clocks do not disturb each other', () => {
    const [late, early] = [() => 2_000_000_000_000, () => 1_000_000_000_000];
    expect(instantOf(uuidv7(late, random))).toBe(late());
    expect(instantOf(uuidv7(early, random))).toBe(early());
  });

  test('two of one millisecond from different processes differ in 73 random bits', () => {
    const at = () => [uuidv7(() => 1_793_500_000_000, random), uuidv7(() => 1_793_500_000_000, random)];
    for (let i = 0; i < 100; i++) {
      const [a, b] = at();
      expect(a?.slice(15)).not.toBe(b?.slice(15));
    }
  });
});

describe('UUID text', () => {
  test('round trip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const uuid = bytesToUuid(bytes);
        expect(isUuid(uuid)).toBe(true);
        expect(uuidToBytes(uuid)).toEqual(bytes);
      }),
    );
    expect(bytesToUuid(Uint8Array.from({ length: 16 }, (_, i) => i * 17))).toBe('00112233-4455-6677-8899-aabbccddeeff');
  });

  test.each([
    '',
    '00112233-4455-6677-8899-AABBCCDDEEFF',
    'urn:uuid:00112233-4455-6677-8899-aabbccddeeff',
    '00112233445566778899aabbccddeeff',
    '00112233-4455-6677-8899-aabbccddeeff ',
    '00112233-4455-6677-8899-aabbccddeef',
    '00112233-4455-6677-8899-aabbccddeefg',
  ])('%j is refused', (text) => {
    expect(isUuid(text)).toBe(false);
    expect(() => uuidToBytes(text)).toThrow(SyntaxError);
  });

  test.each([0, 15, 17])('%i bytes are refused', (length) => {
    expect(() => bytesToUuid(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('token', () => {
  test('16 bytes are 26 characters that read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const token = encodeToken(bytes);
        expect(token).toMatch(/^[a-z2-7]{26}$/);
        expect(decodeToken(token)).toEqual(bytes);
      }),
    );
    expect(encodeToken(new Uint8Array(16))).toBe('a'.repeat(26));
    expect(encodeToken(new Uint8Array(16).fill(0xff))).toBe(`${'7'.repeat(25)}4`);
  });

  test.each([
    ['nothing', ''],
    ['one character less', 'a'.repeat(25)],
    ['one character more', 'a'.repeat(27)],
    ['padding', `${'a'.repeat(26)}======`],
    ['upper case', 'A'.repeat(26)],
    ['a digit outside the alphabet', `${'a'.repeat(25)}1`],
    ['white space', `${'a'.repeat(25)} `],
    ['unused bits that are set', `${'a'.repeat(25)}b`],
    ['a letter whose upper case is in the alphabet', `${'a'.repeat(25)}ı`],
  ])('%s is no token', (_, text) => {
    expect(decodeToken(text)).toBeUndefined();
  });

  test('exactly one text for given bytes', () => {
    for (const last of 'abcdefghijklmnopqrstuvwxyz234567') {
      const text = `${'m'.repeat(25)}${last}`;
      const bytes = decodeToken(text);
      expect(bytes === undefined ? undefined : encodeToken(bytes)).toBe('aeimquy4'.includes(last) ? text : undefined);
    }
  });

  test.each([15, 17])('%i bytes are refused', (length) => {
    expect(() => encodeToken(new Uint8Array(length))).toThrow(RangeError);
  });
});
