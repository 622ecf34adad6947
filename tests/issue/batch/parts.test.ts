import { expect, onTestFinished, test } from 'vitest';
import type { CertificateRequest } from '../../../src/core/certificate.ts';
import { chain, contentDigestOf, digestOf, type KeptRow } from '../../../src/issue/batch/parts.ts';
import { encodeBase64url } from '../../../src/lib/base64url.ts';
import { sha256, utf8 } from '../../../src/lib/bytes.ts';
import { canonicalizeJson } from '../../../src/lib/jcs.ts';
import { openWorld } from '../../http/world.ts';

const request = { template: 't', holder: { name: '张伟', idNumber: '11010519491231002X' } } as CertificateRequest;
const rows: KeptRow[] = [
  { n: 1, row: 2, good: { request, version: 1 } },
  { n: 2, row: 3, cells: { 姓名: '李伟' } },
];

test('digests are another register’s, and nobody’s who has no key', async () => {
  const digests = await Promise.all(
    [1, 2].map(async () => {
      const { deps, close } = await openWorld();
      onTestFinished(close);
      expect(await digestOf(deps, 'b1', rows)).toBe(await digestOf(deps, 'b1', rows));
      return [
        await digestOf(deps, 'b1', rows),
        await digestOf(deps, 'b2', rows),
        await contentDigestOf(deps, rows),
        await chain(deps, 'A', ['d1', 'd2']),
      ];
    }),
  );
  const line = canonicalizeJson([1, 1, request]);
  const plain = [line, `rows\nb1\n${line}`].map(async (text) => encodeBase64url(await sha256(utf8(text))));
  expect(new Set([...digests.flat(), ...(await Promise.all(plain))]).size).toBe(10);
});

test('the digest of rows is over what will be issued, that of contents over everything', async () => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const [good, faulty] = rows as [KeptRow, KeptRow];
  const mended: KeptRow = { ...faulty, cells: { 姓名: '李四' } };
  expect(await digestOf(deps, 'b', [good, mended])).toBe(await digestOf(deps, 'b', rows));
  expect(await contentDigestOf(deps, [good, mended])).not.toBe(await contentDigestOf(deps, rows));
  const other: KeptRow = { ...good, good: { request: { ...request, issuedOn: '2026-11-02' }, version: 1 } };
  expect(await digestOf(deps, 'b', [other, faulty])).not.toBe(await digestOf(deps, 'b', rows));
});
