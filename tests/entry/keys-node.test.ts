import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { TEST_KEK } from '../../src/entry/config.ts';
import { keyEncryptionKey, markTestKeys, refuseTestKeys } from '../../src/entry/keys-node.ts';

const random = (length: number) => new Uint8Array(length).fill(9);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yinzheng-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the key-encryption key', () => {
  test('comes from the environment, and then no file is made', () => {
    const file = join(folder, 'development.kek');
    const kek = new Uint8Array(32).fill(1);
    expect(keyEncryptionKey({ kek }, random, file)).toEqual({ bytes: kek, test: false });
    expect(existsSync(file)).toBe(false);
  });

  test('is marked when it is the public test key', () => {
    expect(keyEncryptionKey({ kek: TEST_KEK }, random, join(folder, 'x')).test).toBe(true);
  });

  test('is made once in development, for its owner only, and is always a test key', () => {
    const file = join(folder, 'keys', 'development.kek');
    const first = keyEncryptionKey({ kek: undefined }, random, file);
    expect(first).toEqual({ bytes: random(32), test: true });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const other = (length: number) => new Uint8Array(length);
    expect(keyEncryptionKey({ kek: undefined }, other, file)).toEqual(first);
  });

  test.each(['', 'c2hvcnQ', 'not base64url!'])('is not replaced when its file is damaged: %j', (content) => {
    const file = join(folder, 'development.kek');
    writeFileSync(file, content);
    expect(() => keyEncryptionKey({ kek: undefined }, random, file)).toThrow(YinzhengError);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});

describe('the mark on a data folder', () => {
  test('stops production and nothing else', () => {
    refuseTestKeys({ production: true }, folder);
    markTestKeys(folder);
    refuseTestKeys({ production: false }, folder);
    expect(() => refuseTestKeys({ production: true }, folder)).toThrow(/test keys/);
  });
});
