import QRCode from 'qrcode';
import { beforeAll, expect, test } from 'vitest';
import type { SigningKey } from '../../src/core/ports.ts';
import { readSeal, SEAL_BUDGET, SEAL_LIMIT, type SealFacts, sealText, signSeal } from '../../src/credential/seal.ts';
import { FACTS, newKey } from './seal-input.ts';

let key: SigningKey;

beforeAll(async () => {
  key = await newKey();
});

const named = (holderName: string, name: string, maskedId = '1101**********002X'): SealFacts => ({
  ...FACTS,
  holderName,
  maskedId,
  occupation: { ...FACTS.occupation, name },
});

test.each([
  ['the usual', '张伟', '人工智能训练师', 247],
  ['a long occupation', '欧阳明月', '生成式人工智能系统应用员', 269],
  ['long names', '阿依古丽·买买提', '网络与信息安全管理员', 274],
])('%s fits the budget uncut', async (_, holderName, name, size) => {
  const facts = named(holderName, name);
  const bytes = await signSeal(facts, key);
  expect(bytes.length).toBe(size);
  expect(bytes.length).toBeLessThanOrEqual(SEAL_BUDGET);
  expect(readSeal(bytes).facts).toEqual(facts);
});

test('cuts what does not fit, the occupation name first, then the masked number, then refuses', async () => {
  const steps: string[] = [];
  for (let length = 1; length <= 100; length++) {
    const facts = named('阿'.repeat(length), '网络与信息安全管理员');
    const step = await signSeal(facts, key).then(
      (bytes) => {
        const read = readSeal(bytes).facts;
        const kept =
          [read.occupation.name && 'name', read.maskedId && 'maskedId'].filter(Boolean).join(' ') || 'neither';
        expect(read.holderName).toBe(facts.holderName);
        expect(read.occupation).toMatchObject({ classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' });
        expect(bytes.length).toBeLessThanOrEqual(kept === 'neither' ? SEAL_LIMIT : SEAL_BUDGET);
        return kept;
      },
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'lint_failed' });
        return 'refused';
      },
    );
    if (steps.at(-1) !== step) steps.push(step);
  }
  expect(steps).toEqual(['name maskedId', 'maskedId', 'neither', 'refused']);
});

test('nothing is cut at the budget, and nothing refused at the limit', async () => {
  const at = (length: number) => signSeal(named('a'.repeat(length), 'n'.repeat(20)), key);
  const room = SEAL_BUDGET - (await at(30)).length + 30;
  expect(readSeal(await at(room)).facts.occupation.name).toBeDefined();
  expect(await at(room)).toHaveLength(SEAL_BUDGET);
  expect(readSeal(await at(room + 1)).facts.occupation.name).toBeUndefined();

  const most = SEAL_LIMIT - (await at(200)).length + 200;
  expect(await at(most)).toHaveLength(SEAL_LIMIT);
  await expect(at(most + 1)).rejects.toMatchObject({ code: 'lint_failed' });
});

test('a seal over the limit is refused before the key is used', async () => {
  const unused: SigningKey = { ...key, sign: () => Promise.reject(new Error('the key was used')) };
  await expect(signSeal(named('阿'.repeat(100), ''), unused)).rejects.toMatchObject({ code: 'lint_failed' });
});

test.each([
  ['the usual', 'cert.example', 247, 12],
  ['the budget', 'h'.repeat(15), SEAL_BUDGET, 13],
  ['the limit', 'h'.repeat(15), SEAL_LIMIT, 16],
  ['the longest host', 'h'.repeat(24), 290, 13],
  ['the longest host and most bytes', 'h'.repeat(24), 408, 16],
])('%s makes the QR code that was promised', (_, host, size, version) => {
  const text = sealText(`https://${host}`, crypto.getRandomValues(new Uint8Array(size)));
  expect(QRCode.create(text, { errorCorrectionLevel: 'M' }).version).toBe(version);
});
