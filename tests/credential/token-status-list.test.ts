import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SLOTS_PER_GROUP, STATUS_LIST_KINDS, type StatusListKind, tokenListId } from '../../src/core/status.ts';
import { verificationMethodId } from '../../src/credential/did.ts';
import { createResolver } from '../../src/credential/resolver.ts';
import { statusListUrl } from '../../src/credential/status-list.ts';
import {
  INVALID,
  openTokenList,
  readTokenStatus,
  SUSPENDED,
  tokenListClaims,
  VALID,
} from '../../src/credential/token-status-list.ts';
import { compact } from './sd-jwt-world.ts';
import { agency, controller, keyRecord, now, origin, p256, resolver } from './world.ts';

const url = statusListUrl(origin, tokenListId(agency, 1));
const claims = (marks: Iterable<[StatusListKind, number[]]> = []) =>
  tokenListClaims({
    origin,
    agency,
    group: 1,
    signedAt: now,
    marks: new Map(marks),
    validityMs: 86_400_000,
    ttlMs: 300_000,
  });
const header = { typ: 'statuslist+jwt', kid: verificationMethodId(controller, p256.id) };
const open = (jwt: string, more = {}) => openTokenList(jwt, { url, resolver, now, maxBytes: 65_536, ...more });

test('the example of section 4.1: sixteen statuses of one bit', async () => {
  const status_list = { bits: 1, lst: 'eNrbuRgAAhcBXQ' };
  const list = await open(await compact(header, { sub: url, iat: now / 1000, status_list }, p256));
  const expected = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
  expect(expected.map((_, index) => list.status(index))).toEqual(expected);
});

test('the second example: twelve statuses of two bits', async () => {
  const status_list = { bits: 2, lst: 'eNo76fITAAPfAgc' };
  const list = await open(await compact(header, { sub: url, iat: now / 1000, status_list }, p256));
  const expected = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
  expect(expected.map((_, index) => list.status(index))).toEqual(expected);
});

test('a list says of each slot what its four lists say, and revoked beats suspended', async () => {
  const indexes = fc.uniqueArray(fc.nat(SLOTS_PER_GROUP - 1), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(indexes, indexes, indexes, indexes), async (four) => {
      const marks = STATUS_LIST_KINDS.map((kind, at): [StatusListKind, number[]] => [kind, four[at] ?? []]);
      const list = await open(await compact(header, await claims(marks), p256));
      const [byAgency, suspended, byAuthority, suspendedToo] = four;
      for (const index of [...four.flat(), 0, SLOTS_PER_GROUP - 1]) {
        const revoked = byAgency.includes(index) || byAuthority.includes(index);
        const stopped = suspended.includes(index) || suspendedToo.includes(index);
        expect(list.status(index)).toBe(revoked ? INVALID : stopped ? SUSPENDED : VALID);
      }
    }),
    { numRuns: 10 },
  );
});

describe('refused', async () => {
  const good = await claims();
  test.each<[string, object, object]>([
    ['another typ', { typ: 'JWT' }, {}],
    ['another list', {}, { sub: `${url}x` }],
    ['expired', {}, { exp: now / 1000 - 1 }],
    ['an end that is no number', {}, { exp: '9' }],
    ['of tomorrow', {}, { iat: now / 1000 + 86_400 }],
    ['of no time', {}, { iat: undefined }],
    ['three bits', {}, { status_list: { bits: 3, lst: 'eNrbuRgAAhcBXQ' } }],
    ['no statuses', {}, { status_list: {} }],
    ['what is no zlib', {}, { status_list: { bits: 1, lst: 'AAAA' } }],
    ['crit', { crit: ['x'] }, {}],
  ])('%s', async (_, head, payload) => {
    const jwt = await compact({ ...header, ...head }, { ...good, ...payload }, p256);
    await expect(open(jwt)).rejects.toThrow();
  });

  test('one that inflates too far, an index outside, and a signature of somebody else', async () => {
    const jwt = await compact(header, good, p256);
    await expect(open(jwt, { maxBytes: 1000 })).rejects.toThrow('cannot be decoded');
    const list = await open(jwt);
    expect(() => list.status(SLOTS_PER_GROUP)).toThrow('no such index');
    expect(() => list.status(-1)).toThrow('no such index');
    const [head, , tail] = jwt.split('.');
    const [, other] = (await compact(header, { ...good, ttl: 1 }, p256)).split('.');
    await expect(open(`${head}.${other}.${tail}`)).rejects.toThrow('does not match');
    await expect(open('x.y')).rejects.toThrow('no Status List Token');
  });

  test('one by a key that is compromised, whatever time it says', async () => {
    const record = keyRecord(p256, { state: 'compromised', compromisedSince: now + 60_000 });
    const ownKeys = async () => [record];
    const knowing = createResolver({ origin, ownKeys, allowedHosts: [], clock: () => now });
    const jwt = await compact(header, good, p256);
    await expect(open(jwt, { resolver: knowing })).rejects.toThrow('compromised');
  });
});

test('a status claim is read strictly', () => {
  expect(readTokenStatus({ status_list: { idx: 3, uri: url } })).toEqual({ url, index: 3 });
  for (const status of [
    undefined,
    {},
    { status_list: { idx: -1, uri: url } },
    { status_list: { idx: '3', uri: url } },
    { status_list: { idx: 3 } },
  ]) {
    expect(readTokenStatus(status)).toBeUndefined();
  }
});
