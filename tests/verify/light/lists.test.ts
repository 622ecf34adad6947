/** Lists that must not be believed. Each is the real one with one thing changed, signed again by the real key or not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, rfc3339 } from '../../../src/core/calendar.ts';
import { activeKey } from '../../../src/core/key.ts';
import type { StatusSlot } from '../../../src/core/status.ts';
import { ownerDid } from '../../../src/credential/did.ts';
import { joinJwt, signJwt } from '../../../src/credential/vc-jose.ts';
import { encodeBitstring } from '../../../src/lib/bitstring.ts';
import { openStatusList, openTrustList } from '../../../src/verify/light/verify.ts';
import { AGENCY, NOW, ORIGIN, OTHER_AGENCY, openWorld, type World } from '../../http/world.ts';
import { factsOf, fetchText, issue } from './published.ts';

let world: World;
let slot: StatusSlot;

beforeAll(async () => {
  world = await openWorld();
  slot = factsOf(await issue(world, '张伟'));
});
afterAll(() => world.close());

type Document = Record<string, unknown> & { credentialSubject: Record<string, unknown> };
const payload = (jwt: string): Document => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

async function signed(document: object, owner: string, controller = ownerDid(ORIGIN, owner)): Promise<string> {
  const key = await world.deps.signer.open(activeKey(await world.deps.store.keys(owner), 'ES256'));
  const text = JSON.stringify(document);
  return joinJwt(text, await signJwt(text, { key, controller }));
}

/** The JWT with another header, its signature unchanged. */
function withHeader(jwt: string, change: object): string {
  const [header = '', ...rest] = jwt.split('.');
  const parsed = JSON.parse(Buffer.from(header, 'base64url').toString());
  return [Buffer.from(JSON.stringify({ ...parsed, ...change })).toString('base64url'), ...rest].join('.');
}

describe('a status list', () => {
  const kind = 'agency-revocation' as const;
  const path = () => `/status/${slot.agency}-${slot.group}`;
  let text: string;
  let list: Document;
  beforeAll(async () => {
    text = await fetchText(world, `${path()}-${kind}`);
    list = payload(text);
  });

  async function open(jwt: string, now = NOW) {
    const authority = JSON.parse(await fetchText(world, '/.well-known/did.json'));
    const options = { origin: ORIGIN, authority, now: NOW, current: true };
    const trustList = await openTrustList(await fetchText(world, '/trust-list'), options);
    return openStatusList(jwt, { slot, kind, trustList, now, current: true });
  }
  const subject = (change: object) => ({ ...list, credentialSubject: { ...list.credentialSubject, ...change } });
  const encoded = async (bytes: number) => ({ encodedList: await encodeBitstring(new Uint8Array(bytes)) });

  test('is read as it was signed, also when our own hand signs it again', async () => {
    for (const jwt of [text, await signed(list, AGENCY)]) {
      expect(await open(jwt)).toMatchObject({ signedAt: NOW, current: true, bits: new Uint8Array(16_384) });
    }
  });

  test.each<[string, () => Promise<string>]>([
    ['of another kind', () => fetchText(world, `${path()}-agency-suspension`)],
    ['of the authority', () => fetchText(world, `${path()}-authority-revocation`)],
    ['with another address', () => signed({ ...list, id: `${list.id}x` }, AGENCY)],
    ['with another type', () => signed({ ...list, type: ['VerifiableCredential', 'TrustListCredential'] }, AGENCY)],
    ['with another purpose', () => signed(subject({ statusPurpose: 'suspension' }), AGENCY)],
    ['with another type of subject', () => signed(subject({ type: 'StatusList' }), AGENCY)],
    ['signed by another agency', () => signed(list, OTHER_AGENCY)],
    ["signed by another agency under this one's name", () => signed(list, OTHER_AGENCY, ownerDid(ORIGIN, AGENCY))],
    ['issued by another agency', () => signed({ ...list, issuer: ownerDid(ORIGIN, OTHER_AGENCY) }, OTHER_AGENCY)],
    ['without an end', () => signed({ ...list, validUntil: undefined }, AGENCY)],
    ['that begins later', () => signed({ ...list, validFrom: rfc3339(NOW + DAY) }, AGENCY)],
    ['that ended', () => signed({ ...list, validUntil: rfc3339(NOW - 1_000) }, AGENCY)],
    ['without bits', () => signed(subject({ encodedList: undefined }), AGENCY)],
    ['with bits that are not gzip', () => signed(subject({ encodedList: 'uAAAA' }), AGENCY)],
    ['that is too short', async () => signed(subject(await encoded(16_383)), AGENCY)],
    ['that inflates without end', async () => signed(subject(await encoded(10_000_000)), AGENCY)],
    ['cut off', async () => text.slice(0, -4)],
    ['with more than three parts', async () => `${text}.`],
    ['with another byte in it', async () => text.replace(/\.(.)/, (_, first) => (first === 'e' ? '.f' : '.e'))],
    ['without a signature', async () => text.replace(/[^.]*$/, '')],
    ['with alg none', async () => withHeader(text, { alg: 'none' })],
    ['with crit', async () => withHeader(text, { crit: ['b64'], b64: false })],
    ['with another typ', async () => withHeader(text, { typ: 'JWT' })],
    ['that is a page of a hotel network', async () => '<!doctype html><title>Welcome</title>'],
    ['that is empty', async () => ''],
  ])('%s is refused', async (_, make) => {
    await expect(open(await make())).rejects.toThrow();
  });
});

describe('a trust list', () => {
  let text: string;
  let authority: Document;
  beforeAll(async () => {
    text = await fetchText(world, '/trust-list');
    authority = JSON.parse(await fetchText(world, '/.well-known/did.json'));
  });
  const open = (jwt: string, document: unknown = authority, origin = ORIGIN) =>
    openTrustList(jwt, { origin, authority: document, now: NOW, current: true });

  test('names the agencies and their keys', async () => {
    const list = await open(text);
    expect(list.entry(AGENCY)?.keys).toHaveLength(2);
    expect(list.entry('S000000000000')).toBeUndefined();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['signed by an agency', async () => open(await signed(payload(text), AGENCY))],
    [
      "signed by an agency under the authority's name",
      async () => open(await signed(payload(text), AGENCY, ownerDid(ORIGIN, 'authority'))),
    ],
    ['of another origin', () => open(text, { ...authority, id: 'did:web:elsewhere.test' }, 'https://elsewhere.test')],
    ['without a DID document', () => open(text, null)],
    ['whose key the document does not list for assertions', () => open(text, { ...authority, assertionMethod: [] })],
    [
      'whose key belongs to another',
      () =>
        open(text, {
          ...authority,
          verificationMethod: (authority.verificationMethod as object[]).map((one) => ({
            ...one,
            controller: 'did:web:x',
          })),
        }),
    ],
    [
      'without entries',
      async () => {
        const list = payload(text);
        return open(
          await signed({ ...list, credentialSubject: { ...list.credentialSubject, entries: undefined } }, 'authority'),
        );
      },
    ],
  ])('%s is refused', async (_, act) => {
    await expect(act()).rejects.toThrow();
  });
});
