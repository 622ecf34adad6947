/** A certificate on paper: printed, seen by others' programs, scanned from its pixels, and taken apart. */
import { expect, test } from 'vitest';
import { attachedCredential } from '../../src/render/browser/pdf.ts';
import { type Box, pdfAttachments, pdfInfo, pdfPixels, pdfText } from '../poppler.ts';
import { readQr } from '../qr-reader.ts';
import { A } from './people.ts';
import { issued, person, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const PDF = { headers: { accept: 'application/pdf' } };

async function printed(world: World, id: string): Promise<Uint8Array> {
  const answer = await world.call(`GET /v1/certificates/${id}`, { as: 'clerk@A', ...PDF });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return answer.bytes;
}

const verdictOf = async (world: World, type: string, text: string) =>
  (await world.call<{ verdict: string }>('POST /verify', { text, type })).body.verdict;

/** Where the code stands on an upright page and on one across. */
const CODE = { x: 18, y: 232, width: 48, height: 48 } as const;
const CODE_ACROSS = { ...CODE, y: 145 } as const;

describeEngines('A certificate on paper', [], (world) => {
  test('is read, scanned from its pixels, and taken apart by others, and all of it is valid', async () => {
    const one = await issued(world, { ...request(world, 1), holder: { ...person(1), name: '阿依古丽·䶮㛃' } });
    const pdf = await printed(world, one.id);

    const text = (await pdfText(pdf)).replaceAll(/\s+/g, ' ');
    const [year, month, day] = world.today().split('-').map(Number);
    for (const part of [
      '职业技能等级证书',
      'Vocational skill level certificate',
      '阿依古丽·䶮㛃',
      one.printedNumber,
      '人工智能训练师',
      'AI trainer (4-04-05-05)',
      '高级工',
      '理论 86 实操 91.5',
      `${year}年${month}月${day}日`,
      A.name.zh,
      `${new URL(world.origin).host}/v`,
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain(person(1).idNumber);
    expect(await pdfInfo(pdf)).toMatchObject({
      Title: '阿依古丽·䶮㛃 的职业技能等级证书',
      Author: A.name.zh,
      Pages: '1',
    });

    const pixels = await pdfPixels(pdf, 300, CODE);
    expect(readQr(pixels)).toBe(one.seal);
    expect(await verdictOf(world, 'text/plain', readQr(pixels))).toBe('valid');

    const files = await pdfAttachments(pdf);
    expect([...files.keys()]).toEqual([`${one.printedNumber}.vc.json`]);
    const attached = String([...files.values()][0]);
    expect(JSON.parse(attached)).toEqual(one.credential);
    expect(await verdictOf(world, 'application/vc', attached)).toBe('valid');
    // So does the page that checks files in the browser.
    expect(await attachedCredential(new Uint8Array(pdf))).toBe(attached);
  });

  test('is the same bytes each time, for the agency and for the holder, and is not sent twice', async () => {
    const { id, token } = await issued(world, request(world, 2));
    const [first, again] = [await printed(world, id), await printed(world, id)];
    expect(Buffer.compare(first, again)).toBe(0);
    const held = await world.call(`GET /v/${token}/certificate.pdf`);
    expect(Buffer.compare(first, held.bytes)).toBe(0);
    const etag = held.headers.get('etag') ?? '';
    const known = await world.call(`GET /v/${token}/certificate.pdf`, { headers: { 'if-none-match': etag } });
    expect(known.status).toBe(304);
  });

  test('has a code of at least 31 mm with white round it', async () => {
    const { id, seal } = await issued(world, request(world, 3));
    const pdf = await printed(world, id);
    // It stands 25 mm from the left and 20 mm over the lower edge, with four modules of white on each side.
    const part = (side: number) => ({ x: 25 - 1.7, y: 297 - 20 - side, width: side, height: side });
    expect(readQr(await pdfPixels(pdf, 200, part(36)))).toBe(seal);
    expect(await readable(pdf, part(30))).toBeUndefined();
    const dark = async (box: Box) => (await pdfPixels(pdf, 200, box)).grey.filter((grey) => grey < 128).length;
    expect(await dark({ ...part(34), width: 1.5 })).toBe(0);
    expect(await dark({ x: 25, y: 297 - 20 - 31, width: 31, height: 1.5 })).toBeGreaterThan(0);
  });

  test('is refused for a name that cannot be printed, with its place and without the name', async () => {
    const json = { ...request(world, 4), holder: { ...person(4), name: '张𠮷' } };
    const { status, body, text } = await world.call('POST /v1/certificates', { as: 'signer@A', json });
    expect([status, body]).toMatchObject([400, { violations: [{ pointer: '/holder/name', rule: 'glyph' }] }]);
    expect(text).toContain('character 2');
    expect(text).not.toContain('𠮷');
  });

  test('looks as the agency chose, at once and for all of its certificates', async () => {
    const one = await issued(world, request(world, 5));
    const before = await printed(world, one.id);
    expect((await pdfInfo(before))['Page size']).toContain('595');
    const json = {
      layout: 'indigo',
      colours: { accent: '#1f4d3a' },
      statement: { zh: '经评价，{occupation}（{level}）合格。', en: 'is a {level} {occupation}.' },
      facts: ['level'],
      code: 'small',
    };
    const chosen = await world.call(`POST /v1/agencies/${A.code}/layout`, { as: 'signer@A', json });
    expect([chosen.status, chosen.body]).toMatchObject([
      200,
      { id: 'indigo', orientation: 'landscape', facts: ['level'] },
    ]);
    expect((await world.call(`GET /v1/agencies/${A.code}/layout`, { as: 'clerk@A' })).body).toEqual(chosen.body);

    const after = await printed(world, one.id);
    expect(await pdfInfo(after)).toMatchObject({ 'Page size': expect.stringMatching(/^841\.\d+ x 595/) });
    const text = (await pdfText(after)).replaceAll(/\s+/g, ' ');
    expect(text).toContain('经评价，人工智能训练师（高级工）合格。');
    expect(text).not.toContain('理论');
    expect(readQr(await pdfPixels(after, 300, CODE_ACROSS))).toBe(one.verifyUrl);
    await world.call(`POST /v1/agencies/${A.code}/layout`, { as: 'officer@authority', json: { layout: 'vermilion' } });
    expect(Buffer.compare(await printed(world, one.id), before)).toBe(0);
  });

  test.each([
    [{ layout: 'none' }, '/layout'],
    [{ layout: 'plain', colours: { accent: '#ffe066' } }, '/colours/accent'],
    [{ layout: 'plain', statement: { zh: '国家承认。', en: 'x' } }, '/statement/zh'],
    [{ layout: 'plain', statement: { zh: '{name}', en: 'x' } }, '/statement/zh'],
    [{ layout: 'plain', facts: ['level', 'level'] }, '/facts'],
  ])('cannot look like %j', async (json, pointer) => {
    const { status, body } = await world.call(`POST /v1/agencies/${A.code}/layout`, { as: 'signer@A', json });
    expect([status, body]).toMatchObject([400, { violations: [{ pointer }] }]);
  });

  test('its codes as images are told how large to be printed', async () => {
    const { token, seal, verifyUrl } = await issued(world, request(world, 6));
    const svg = async (code: string) => (await world.call(`GET /v/${token}/qr.svg?code=${code}`)).text;
    expect(await svg('seal')).toMatch(/width="3[1-6](\.\d+)?mm"/);
    expect(await svg('small')).toMatch(/width="1[67](\.\d+)?mm"/);
    expect(seal).not.toBe(verifyUrl);
    const png = await world.call(`GET /v/${token}/qr.png?code=small`);
    expect(Buffer.from(png.bytes).includes('pHYs')).toBe(true);
    expect((await world.call(`GET /v/${token}/qr.svg?code=large`)).status).toBe(400);
  });
});

async function readable(pdf: Uint8Array, box: Box): Promise<string | undefined> {
  const pixels = await pdfPixels(pdf, 200, box);
  try {
    return readQr(pixels);
  } catch {
    return undefined;
  }
}
