import { expect, test } from 'vitest';
import { signSeal } from '../../src/credential/seal.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { foldSeal, type SealedFacts, unfoldSeal } from '../../src/storage/seal-parts.ts';
import { FACTS, newKey } from '../credential/seal-input.ts';

const key = await newKey();
const { certificate, ...facts } = FACTS;
const row = (more: object = {}): SealedFacts => ({
  ...facts,
  id: certificate,
  maskedId: facts.maskedId ?? '',
  ...more,
});
const sealed = async (more: object = {}) => encodeBase64url(await signSeal({ ...FACTS, ...more }, key));

const CASES: readonly object[] = [
  {},
  ...[0, 1, 23, 24, 255, 256, 65_535, 65_536, 131_071].map((index) => ({ index })),
  { issuedOn: '2039-12-31', validUntil: '2049-01-01' },
  { holderName: '𠮷田' },
  { holderName: 'A' },
  { holderName: '阿卜杜热合曼·艾则孜'.repeat(2) },
  { number: 'S000033000107263000042' },
];

test.each(CASES)('a seal leaves its signature, and comes out again: %o', async (more) => {
  const seal = await sealed(more);
  const parts = unfoldSeal(seal, row(more));
  expect(parts?.signature).toHaveLength(86);
  expect(parts && foldSeal(parts, row(more))).toBe(seal);
});

test('seals of one agency and occupation have the same parts', async () => {
  const other = {
    certificate: certificate.replace(/.$/, '9'),
    index: facts.index + 1,
    number: '9'.repeat(facts.number.length),
    holderName: '李娜',
  };
  const parts = unfoldSeal(await sealed(other), row({ ...other, id: other.certificate }))?.parts;
  expect(parts).toEqual(unfoldSeal(await sealed(), row())?.parts);
  expect(JSON.stringify(parts)).not.toContain(facts.maskedId);
});

test('a seal that does not say what the row says, or is none, is kept whole', async () => {
  const seal = await sealed();
  for (const more of [
    { holderName: '王五' },
    { maskedId: '0' },
    { index: 7 },
    { index: 7 },
    { number: '' },
    { holderName: '\ud800' },
  ]) {
    expect(unfoldSeal(seal, row(more))).toBeUndefined();
  }
  for (const none of ['', 'hEOh', '=', '*', `${seal}=`, `${seal}A`, seal.slice(0, -4), '张伟']) {
    const parts = unfoldSeal(none, row());
    if (parts) expect(foldSeal(parts, row())).toBe(none);
  }
});

test('a seal in which somebody changed a byte comes back as it is, or is kept whole', async () => {
  const bytes = await signSeal(FACTS, key);
  let unfolded = 0;
  for (const [at, byte] of bytes.entries()) {
    for (const flip of [0x01, 0x80]) {
      const bent = encodeBase64url(bytes.with(at, byte ^ flip));
      const parts = unfoldSeal(bent, row());
      if (!parts) continue;
      unfolded++;
      expect(foldSeal(parts, row())).toBe(bent);
    }
  }
  expect(unfolded).toBeGreaterThan(128);
});
