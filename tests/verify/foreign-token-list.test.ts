/** Token Status Lists of other deployments: fetched from listed hosts alone, and unknown when anything is wrong. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Deps } from '../../src/core/deps.ts';
import { registerStatus } from '../../src/verify/status.ts';
import { compact } from '../credential/sd-jwt-world.ts';
import { didKey, didKeyController, now, origin, resolver } from '../credential/world.ts';

const url = 'https://lists.example/1';
const header = { typ: 'statuslist+jwt', kid: `${didKeyController}#${didKey.id}` };
/** Twelve statuses of two bits, of the draft: 1 2 0 3 0 1 0 1 1 2 3 3. */
const status_list = { bits: 2, lst: 'eNo76fITAAPfAgc' };
const good = { sub: url, iat: now / 1000, exp: now / 1000 + 60, status_list };

async function read(
  index: number,
  { claims = {}, issuer = didKeyController, hosts = ['lists.example'], of = url, body = '' as BodyInit } = {},
) {
  const jwt = await compact(header, { ...good, ...claims }, didKey);
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    expect(new Headers(init.headers).get('accept')).toBe('application/statuslist+jwt');
    return new Response(body || jwt);
  });
  const deps = { settings: { origin, allowedHosts: hosts }, clock: () => now } as unknown as Deps;
  const entries = [{ url: of, index }];
  return registerStatus(deps, resolver).read({ issuer, certificate: undefined, entries });
}

/** Asks for the statuses at these places of the list, and says how often it was fetched. */
async function readMany(indexes: readonly number[]) {
  const jwt = await compact(header, good, didKey);
  const asked = vi.fn(async () => new Response(jwt));
  vi.stubGlobal('fetch', asked);
  const deps = { settings: { origin, allowedHosts: ['lists.example'] }, clock: () => now } as unknown as Deps;
  const source = registerStatus(deps, resolver);
  const entries = indexes.map((index) => ({ url, index }));
  const question = { issuer: didKeyController, certificate: undefined, entries };
  return { first: await source.read(question), again: await source.read(question), asked: asked.mock.calls.length };
}

afterEach(() => void vi.unstubAllGlobals());

test('says what its issuer says', async () => {
  expect(await read(2)).toEqual({ known: true, withdrawals: [] });
  expect(await read(0)).toEqual({ known: true, withdrawals: [{ purpose: 'revocation', by: 'agency' }] });
  expect(await read(1)).toEqual({ known: true, withdrawals: [{ purpose: 'suspension', by: 'agency' }] });
});

test('is fetched once for all that ask', async () => {
  const revoked = { purpose: 'revocation', by: 'agency' };
  const clean = { known: true, withdrawals: [] };
  expect(await readMany([2, 4])).toEqual({ first: clean, again: clean, asked: 1 });
  expect(await readMany([0, 1, 2, 4, 6, 2, 2, 2])).toMatchObject({
    first: { withdrawals: [revoked, { purpose: 'suspension' }] },
    asked: 1,
  });
});

test('is not asked for a document that names more than eight', async () => {
  const many = Array.from({ length: 9 }, () => 2);
  const unknown = { known: false, rule: 'status/retrieval', detail: expect.stringContaining('9 status entries') };
  expect(await readMany(many)).toMatchObject({ first: unknown, asked: 0 });
});

test('is not read for an entry of a Bitstring list, whatever that calls its purpose', async () => {
  const fetch = vi.fn();
  vi.stubGlobal('fetch', fetch);
  const deps = { settings: { origin, allowedHosts: ['lists.example'] }, clock: () => now } as unknown as Deps;
  const entries = [{ url, purpose: 'token', index: 2 }];
  const answer = await registerStatus(deps, resolver).read({
    issuer: didKeyController,
    certificate: undefined,
    entries,
  });
  expect(answer).toMatchObject({ known: false, rule: 'status/unknown' });
  expect(fetch).not.toHaveBeenCalled();
});

describe('is unknown', () => {
  test.each<[string, number, Parameters<typeof read>[1]]>([
    ['for a status of its own meaning', 3, {}],
    ['for an index that it has not', 12, {}],
    ['when somebody else signed it', 2, { issuer: 'did:web:other.example' }],
    ['when it is another list', 2, { claims: { sub: 'https://lists.example/2' } }],
    ['when it has expired', 2, { claims: { exp: now / 1000 - 1 } }],
    ['when it is not UTF-8', 2, { body: Uint8Array.of(0xff, 0xfe) }],
    ['when its host is not listed', 2, { hosts: [] }],
    ['when it is not at an https address', 2, { of: 'http://lists.example/1' }],
  ])('%s', async (_, index, more) => {
    expect(await read(index, more)).toMatchObject({ known: false });
  });
});
