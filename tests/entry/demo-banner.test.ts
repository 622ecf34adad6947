import { stripVTControlCharacters } from 'node:util';
import qrcode from 'qrcode';
import { expect, test } from 'vitest';
import type { DemoInfo } from '../../src/entry/demo.ts';
import { demoBanner } from '../../src/entry/demo-banner.ts';
import { terminalQr } from '../../src/entry/terminal-qr.ts';

const ORIGIN = 'http://localhost:8787';
const certificate = (name: string) => ({
  id: '01a209bc-f510-7522-8533-92e70c655359',
  number: 'S000033000107263000001',
  token: 'yqiaw2ixiaugtorkckf4haijd4',
  verifyUrl: `${ORIGIN}/v/${name}`,
  seal: `${ORIGIN}/v#1${'0123456789'.repeat(70)}`,
});
const ROLES = ['clerk', 'signer', 'officer', 'approver', 'auditor', 'employer', 'otherAgencySigner'] as const;
const info: DemoInfo = {
  origin: ORIGIN,
  keys: Object.fromEntries(ROLES.map((role) => [role, `yz_${role.padEnd(43, 'x')}`])) as DemoInfo['keys'],
  agencies: ['S000033000107', 'Y000144000012'],
  certificates: {
    valid: certificate('valid'),
    expired: certificate('expired'),
    revoked: certificate('revoked'),
    altered: {},
  },
};

/** Columns of a terminal: Chinese characters and full-width marks take two. */
function columns(line: string): number {
  return [...line].reduce((sum, character) => sum + (/[\u3000-\u9FFF\uFF00-\uFFEF]/.test(character) ? 2 : 1), 0);
}

test('everything is there, in 100 columns', () => {
  const banner = demoBanner(info, { today: '2026-11-24', file: 'data/demo.json', exam: 'data/exam.csv', colour: true });
  for (const key of Object.values(info.keys)) expect(banner).toContain(key);
  for (const { verifyUrl } of [info.certificates.valid, info.certificates.expired, info.certificates.revoked]) {
    expect(banner).toContain(verifyUrl);
  }
  expect(banner).toContain('"issuedOn": "2026-11-24"');
  for (const line of stripVTControlCharacters(banner).split('\n')) expect(columns(line), line).toBeLessThanOrEqual(100);
});

test('without a terminal it is plain text', () => {
  expect(
    demoBanner(info, { today: '2026-11-24', file: 'data/demo.json', exam: 'data/exam.csv', colour: false }),
  ).not.toContain('\u001B');
});

test('the QR code in blocks is the QR code', () => {
  const text = info.certificates.valid.seal;
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const rows = terminalQr(text, false).flatMap((line) => [
    [...line].map((block) => Number(block === '█' || block === '▀')),
    [...line].map((block) => Number(block === '█' || block === '▄')),
  ]);
  expect(modules.size).toBe(69);
  for (let row = 0; row < modules.size; row++) {
    const expected = Array.from({ length: modules.size }, (_, column) => Number(modules.get(row, column)));
    expect(rows[row + 2]?.slice(2, 2 + modules.size)).toEqual(expected);
  }
  expect(rows.slice(0, 2).flat()).not.toContain(1);
  expect(rows.slice(modules.size + 2).flat()).not.toContain(1);
});
