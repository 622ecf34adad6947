import type { SealFacts } from '../../src/credential/seal.ts';
import { agency } from './world.ts';

/** The facts of `certificate()` as its QR code states them. */
export const sealFacts: SealFacts = {
  certificate: '019a4f00-0000-7000-8000-000000000042',
  agency,
  issuedOn: '2026-11-01',
  group: 1,
  index: 42,
  number: 'S000033000107263000042',
  holderName: '张伟',
  maskedId: '1101**********002X',
  occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05', name: '人工智能训练师' },
  level: { scheme: 'CN-SKILL', code: '3' },
};
