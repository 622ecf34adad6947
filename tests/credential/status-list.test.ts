import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { readStatusBit, readStatusEntry, statusEntries, statusListDocument } from '../../src/credential/status-list.ts';
import { agency, controller, ed25519, loader, now, origin, resolver } from './world.ts';

const HOUR = 3_600_000;
const id = `${agency}-7-agency-revocation`;
const url = `${origin}/status/${id}`;
const input = {
  origin,
  id,
  issuer: controller,
  signedAt: now,
  indexes: [0, 65_535, 131_071],
  validityMs: 24 * HOUR,
  ttlMs: 300_000,
};
const list = await statusListDocument(input);
const options = { index: 0, purpose: 'revocation', url, now, maxBytes: 100_000 };

/** `list` with other members in its subject. */
function subject(change: Record<string, unknown>): Record<string, unknown> {
  return { ...list, credentialSubject: { ...(list.credentialSubject as object), ...change } };
}

/** An independent encoder: Node's zlib instead of streams. */
function encoded(bytes: Uint8Array): string {
  return `u${gzipSync(bytes).toString('base64url')}`;
}

describe('statusListDocument', () => {
  test('is what Bitstring Status List v1.0 section 2.2 describes', () => {
    expect(list).toEqual({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: url,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: controller,
      validFrom: '2026-11-02T08:00:00Z',
      validUntil: '2026-11-03T08:00:00Z',
      credentialSubject: {
        id: `${url}#list`,
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: expect.stringMatching(/^u[\w-]+$/),
        ttl: 300_000,
      },
    });
  });

  test('an independent decoder reads the bits: first, middle, last, and no others', () => {
    const { encodedList } = list.credentialSubject as { encodedList: string };
    const bytes = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    expect(bits).toHaveLength(131_072);
    expect([...bits.matchAll(/1/g)].map((match) => match.index)).toEqual([0, 65_535, 131_071]);
  });

  test('can be secured and verified', async () => {
    const proof = await proveDocument(list, { key: ed25519, controller, created: now, loader });
    expect(await verifyProofs({ ...list, proof }, { resolver, loader, now })).toMatchObject({
      outcome: 'pass',
      document: list,
    });
  });

  test.each([
    ['another id', { id: 'trust-list' }],
    ['an index beyond the group', { indexes: [131_072] }],
    ['a longer life in caches than validity', { ttlMs: 25 * HOUR }],
  ])('refuses %s', async (_what, change) => {
    await expect(statusListDocument({ ...input, ...change })).rejects.toThrow(RangeError);
  });
});

describe('entries', () => {
  test('four describe a slot, and each can be read back', () => {
    const entries = statusEntries(origin, { agency, group: 7, index: 65_535 });
    expect(entries[0]).toEqual({
      id: `${url}#65535`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '65535',
      statusListCredential: url,
    });
    const lists = ['agency-revocation', 'agency-suspension', 'authority-revocation', 'authority-suspension'];
    expect(entries.map(readStatusEntry)).toEqual(
      lists.map((kind) => ({
        url: `${origin}/status/${agency}-7-${kind}`,
        purpose: kind.split('-')[1],
        index: 65_535,
      })),
    );
  });

  test.each([
    ['another type', { type: 'StatusList2021Entry' }],
    ['a number as index', { statusListIndex: 42 }],
    ['a negative index', { statusListIndex: '-1' }],
    ['an index with a leading zero', { statusListIndex: '042' }],
    ['no index', { statusListIndex: undefined }],
    ['several bits', { statusSize: 2 }],
    ['no list', { statusListCredential: undefined }],
    ['no purpose', { statusPurpose: undefined }],
  ])('refuses an entry with %s', (_what, change) => {
    const [entry] = statusEntries(origin, { agency, group: 7, index: 42 });
    expect(readStatusEntry(entry)).toBeDefined();
    expect(readStatusEntry({ ...entry, ...change })).toBeUndefined();
  });

  test.each([null, undefined, 'x', 1, []])('refuses %j', (value) => {
    expect(readStatusEntry(value)).toBeUndefined();
  });
});

describe('readStatusBit', () => {
  test.each([
    [0, true],
    [1, false],
    [7, false],
    [65_534, false],
    [65_535, true],
    [65_536, false],
    [131_070, false],
    [131_071, true],
  ])('index %i is %s', async (index, set) => {
    expect(await readStatusBit(list, { ...options, index })).toBe(set);
  });

  test('reads the empty list of the specification', async () => {
    const encodedList = 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA';
    expect(await readStatusBit(subject({ encodedList }), options)).toBe(false);
  });

  test('takes a longer list, and a list for several purposes', async () => {
    const bytes = new Uint8Array(20_000);
    bytes[19_999] = 1;
    const longer = subject({ encodedList: encoded(bytes), statusPurpose: ['message', 'revocation'] });
    expect(await readStatusBit(longer, { ...options, index: 159_999 })).toBe(true);
  });

  const huge = encoded(new Uint8Array(64 * 1024 * 1024));
  test.each<[string, Record<string, unknown>, object, string]>([
    ['another list', list, { url: `${url}0` }, 'STATUS_VERIFICATION_ERROR'],
    ['another purpose', list, { purpose: 'suspension' }, 'STATUS_VERIFICATION_ERROR'],
    ['a list that has ended', list, { now: now + 24 * HOUR + 1 }, 'STATUS_VERIFICATION_ERROR'],
    ['a list to come', list, { now: now - 1 }, 'STATUS_VERIFICATION_ERROR'],
    ['a list with odd dates', { ...list, validUntil: 'tomorrow' }, {}, 'STATUS_VERIFICATION_ERROR'],
    ['another type', { ...list, type: ['VerifiableCredential'] }, {}, 'MALFORMED_VALUE_ERROR'],
    ['another subject', subject({ type: 'StatusList2021' }), {}, 'MALFORMED_VALUE_ERROR'],
    ['no subject', { ...list, credentialSubject: undefined }, {}, 'MALFORMED_VALUE_ERROR'],
    ['no bits', subject({ encodedList: undefined }), {}, 'MALFORMED_VALUE_ERROR'],
    ['bits that are not gzip', subject({ encodedList: 'uAAAA' }), {}, 'MALFORMED_VALUE_ERROR'],
    ['bits in base58', subject({ encodedList: `z${'1'.repeat(99)}` }), {}, 'MALFORMED_VALUE_ERROR'],
    ['a bomb', subject({ encodedList: huge }), {}, 'MALFORMED_VALUE_ERROR'],
    ['a short list', subject({ encodedList: encoded(new Uint8Array(16_383)) }), {}, 'STATUS_LIST_LENGTH_ERROR'],
    ['an index beyond the end', list, { index: 131_072 }, 'RANGE_ERROR'],
    ['a negative index', list, { index: -1 }, 'RANGE_ERROR'],
  ])('refuses %s', async (_what, document, change, code) => {
    await expect(readStatusBit(document, { ...options, ...change })).rejects.toMatchObject({
      name: 'StatusListError',
      code,
    });
  });
});
