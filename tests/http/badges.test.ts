/** A template that makes Open Badges with a picture: over HTTP, as wallets, badge platforms and Europass get them. */
import mustache from 'mustache';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { decodeBitstring, getBit } from '../../src/lib/bitstring.ts';
import { concat, fromUtf8, sha256, utf8 } from '../../src/lib/bytes.ts';
import { ORIGIN, openWorld, requestFor, type World } from './world.ts';

type Json = Record<string, unknown>;

let world: World;
/** One certificate that is a badge, and one that is none. */
let badge: { id: string; token: string; verifyUrl: string; credential: Json };
let plain: typeof badge;

beforeAll(async () => {
  world = await openWorld();
  plain = await issued('甲');
  const { items } = (await (await world.send('GET', '/v1/templates', { as: 'officer' })).json()) as { items: Json[] };
  const { version: _, ...template } = items.find(({ id }) => id === 'skill-level-cn') as Json;
  const body = { ...template, extras: ['open-badge', 'render-method'] };
  expect((await world.send('POST', '/v1/templates', { as: 'officer', body })).status).toBe(201);
  badge = await issued('<张&伟>');
});
afterAll(() => world.close());

async function issued(name: string): Promise<typeof badge> {
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor(name) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as typeof badge;
}

const verdict = async (credential: unknown) =>
  ((await (await world.send('POST', '/verify', { body: { credential } })).json()) as Json).verdict;

describe('a badge', () => {
  test('is a certificate like any other to whoever verifies', async () => {
    expect(badge.credential.type).toContain('AchievementCredential');
    expect(await verdict(badge.credential)).toBe('valid');
    const subject = Object(badge.credential.credentialSubject);
    const changed = { ...subject, achievement: { ...subject.achievement, name: 'AI engineer' } };
    expect(await verdict({ ...badge.credential, credentialSubject: changed })).toBe('not_authentic');
    const page = await world.send('GET', `/v/${badge.token}`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('职业技能等级证书');
    const pdf = { accept: 'application/pdf' };
    expect((await world.send('GET', `/v1/certificates/${badge.id}`, { as: 'clerk', headers: pdf })).status).toBe(200);
    const link = await world.send('GET', `/v1/certificates/${badge.id}/link`, { as: 'clerk' });
    expect(((await link.json()) as { message: Json }).message.zh).toContain('《职业技能等级证书》');
  });

  test('is out of the one list that it names as soon as one of the four says so', async () => {
    const { credential, id } = await issued('乙');
    const { statusListCredential, statusListIndex, statusPurpose } = credential.credentialStatus as Record<
      string,
      string
    >;
    expect(statusPurpose).toBe('suspension');
    const listed = async () => {
      const answer = await world.send('GET', String(statusListCredential).slice(ORIGIN.length));
      const list = (await answer.json()) as { issuer: string; credentialSubject: { encodedList: string } };
      expect(list.issuer).toBe('did:web:cert.example');
      return getBit(await decodeBitstring(list.credentialSubject.encodedList, 20_000), Number(statusListIndex));
    };
    const change = (as: 'signer' | 'officer', body: Json) =>
      world.send('POST', `/v1/certificates/${id}/status`, { as, body });
    expect(await listed()).toBe(false);
    await change('signer', { action: 'suspend', reason: 'under_investigation' });
    expect(await listed()).toBe(true);
    expect(await verdict(credential)).toBe('suspended');
    await change('signer', { action: 'reinstate' });
    expect(await listed()).toBe(false);
    await change('officer', { action: 'revoke', reason: 'exam_fraud' });
    expect(await listed()).toBe(true);
    expect(await verdict(credential)).toBe('revoked');
  });

  test('is baked into an SVG that shows it', async () => {
    const answer = await world.send('GET', `/v/${badge.token}/badge.svg`);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml');
    const svg = await answer.text();
    const [, open = '', json = ''] =
      /^<svg ([^>]*)><openbadges:credential><!\[CDATA\[(.*?)\]\]><\/openbadges:credential>/s.exec(svg) ?? [];
    expect(open).toContain('xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"');
    expect(JSON.parse(json)).toEqual(badge.credential);
    expect(svg.split(']]></openbadges:credential>')[1]).toContain('&lt;张&amp;伟&gt;');
    expect(await verdict(JSON.parse(json))).toBe('valid');
  });

  test('is baked into a PNG once, not compressed', async () => {
    const answer = await world.send('GET', `/v/${badge.token}/badge.png`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    const png = new Uint8Array(await answer.arrayBuffer());
    const texts = [...chunks(png)].filter(({ name }) => name === 'iTXt');
    expect(texts).toHaveLength(1);
    const [keyword, ...rest] = fromUtf8(texts[0]?.data ?? new Uint8Array()).split('\0');
    expect([keyword, ...rest.slice(0, -1)]).toEqual(['openbadgecredential', '', '', '', '']);
    expect(JSON.parse(rest.at(-1) ?? '')).toEqual(badge.credential);
  });

  test('there is none of a certificate that is no badge, nor of nobody', async () => {
    for (const token of [plain.token, 'mfrggzdfmztwq2lknnwg23tpoa']) {
      expect((await world.send('GET', `/v/${token}/badge.svg`)).status).toBe(404);
      expect((await world.send('GET', `/v/${token}/badge.png`)).status).toBe(404);
    }
  });
});

function* chunks(png: Uint8Array<ArrayBuffer>) {
  for (let at = 8; at < png.length; ) {
    const length = new DataView(png.buffer).getUint32(at);
    yield { name: fromUtf8(png.slice(at + 4, at + 8)), data: png.slice(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

describe('the picture that wallets draw', () => {
  test('is had under its name, with the digest that was signed', async () => {
    const { template, ...method } = badge.credential.renderMethod as { template: Record<string, string> };
    expect(method).toMatchObject({ type: 'TemplateRenderMethod', renderSuite: 'svg-mustache' });
    const answer = await world.send('GET', String(template.id).slice(ORIGIN.length));
    expect(answer.headers.get('cache-control')).toContain('immutable');
    const svg = await answer.text();
    const multihash = concat(Uint8Array.of(0x12, 32), await sha256(utf8(svg)));
    expect(template.digestMultibase).toBe(`u${encodeBase64url(multihash)}`);
    const drawn = mustache.render(svg, badge.credential);
    for (const text of ['职业技能等级证书', '人工智能训练师', '高级工', 'Senior', '2026-11-01', '长期'])
      expect(drawn).toContain(text);
    expect(drawn).not.toMatch(/\{\{|\[object/);
  });

  test('of a certificate that is no badge shows the languages that it has', async () => {
    const svg = await (await world.send('GET', '/render/certificate-1.svg')).text();
    const drawn = mustache.render(svg, plain.credential);
    for (const text of ['职业技能等级证书', 'Vocational skill level certificate', '甲']) expect(drawn).toContain(text);
    expect((await world.send('GET', '/render/other-1.svg')).status).toBe(404);
    expect(plain.credential).not.toHaveProperty('renderMethod');
  });
});

describe('the European Learning Model', () => {
  test('is a download of the holder and a representation for those with a key', async () => {
    const download = await world.send('GET', `/v/${plain.token}/elm.jsonld`);
    expect(download.headers.get('content-type')).toBe('application/ld+json');
    const document = (await download.json()) as Json;
    const headers = { accept: 'application/ld+json' };
    const read = await world.send('GET', `/v1/certificates/${plain.id}`, { as: 'clerk', headers });
    expect(await read.json()).toEqual(document);
    expect(document).toMatchObject({
      '@context': ['https://www.w3.org/2018/credentials/v1', 'http://data.europa.eu/snb/model/context/edc-ap'],
      type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
      issuer: { type: 'Organisation', legalName: { zh: expect.any(String), en: expect.any(String) } },
      credentialSubject: {
        type: 'Person',
        fullName: { zh: '甲' },
        hasClaim: [
          {
            type: 'LearningAchievement',
            title: { zh: '人工智能训练师 高级工', en: 'AI trainer Senior' },
            awardedBy: { type: 'AwardingProcess', awardingDate: '2026-11-01T00:00:00Z' },
            provenBy: [{ grade: { noteLiteral: { en: '86 / 100' } } }, { grade: { noteLiteral: { en: '91 / 100' } } }],
          },
        ],
      },
    });
    expect(document).not.toHaveProperty('proof');
  });

  test.each([() => plain, () => badge])(
    'asserts no level of the European framework, and tells no identity',
    async (one) => {
      const text = await (await world.send('GET', `/v/${one().token}/elm.jsonld`)).text();
      expect(text).not.toMatch(/eqf|Qualification"|masked|commitment|1101/i);
    },
  );
});
