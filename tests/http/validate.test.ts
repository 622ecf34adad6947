import type { z } from '@hono/zod-openapi';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { CertificateRequest, REQUEST_EXAMPLE } from '../../src/http/certificate-models.ts';
import { PageQuery } from '../../src/http/models.ts';
import { checked, safePointer } from '../../src/http/validate.ts';

function faultsOf(schema: z.ZodType, value: unknown, at?: string): YinzhengError {
  try {
    checked(schema, value, at);
  } catch (error) {
    if (error instanceof YinzhengError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function withHolder(holder: object): object {
  return { ...REQUEST_EXAMPLE, holder: { ...REQUEST_EXAMPLE.holder, ...holder } };
}

describe('a request for a certificate', () => {
  test('passes as CONTRACT shows it', () => {
    expect(checked(CertificateRequest, REQUEST_EXAMPLE)).toEqual(REQUEST_EXAMPLE);
  });

  test.each([
    [{ ...REQUEST_EXAMPLE, template: undefined }, '/template', 'required'],
    [{ ...REQUEST_EXAMPLE, template: '' }, '/template', 'minimum'],
    [{ ...REQUEST_EXAMPLE, issuedOn: '2026-02-30' }, '/issuedOn', 'format'],
    [{ ...REQUEST_EXAMPLE, issuedOn: 20261101 }, '/issuedOn', 'type'],
    [{ ...REQUEST_EXAMPLE, level: { scheme: 'CN-SKILL' } }, '/level/code', 'required'],
    [{ ...REQUEST_EXAMPLE, remark: 'x' }, '/remark', 'unknown_member'],
    [
      { ...REQUEST_EXAMPLE, assessment: { ...REQUEST_EXAMPLE.assessment, theory: 100.5 } },
      '/assessment/theory',
      'maximum',
    ],
    [
      { ...REQUEST_EXAMPLE, assessment: { ...REQUEST_EXAMPLE.assessment, theory: 86.55 } },
      '/assessment/theory',
      'multiple_of',
    ],
    [withHolder({ nationality: 'cn' }), '/holder/nationality', 'format'],
    [withHolder({ idNumber: 11010519491231002 }), '/holder/idNumber', 'type'],
    ['text', '', 'type'],
    [null, '', 'type'],
  ])('%# is refused with a pointer and a rule', (request, pointer, rule) => {
    const error = faultsOf(CertificateRequest, request);
    expect(error.code).toBe('invalid_request');
    expect(error.violations).toMatchObject([{ pointer, rule }]);
  });

  test('scores with one decimal pass', () => {
    for (let tenths = 0; tenths <= 1000; tenths++) {
      const assessment = { ...REQUEST_EXAMPLE.assessment, theory: tenths / 10 };
      expect(() => checked(CertificateRequest, { ...REQUEST_EXAMPLE, assessment })).not.toThrow();
    }
  });

  test('names every fault at once', () => {
    const { violations } = faultsOf(CertificateRequest, { template: 7, holder: {} });
    expect(violations.map(({ pointer }) => pointer)).toEqual([
      '/template',
      '/holder/name',
      '/holder/idType',
      '/holder/idNumber',
      '/occupation',
      '/level',
      '/assessment',
      '/issuedOn',
    ]);
  });

  test('an identity number is not repeated, wherever it stands', () => {
    const secret = '11010519491231002X';
    const places: object[] = [
      { ...REQUEST_EXAMPLE, template: [secret] },
      { ...REQUEST_EXAMPLE, issuedOn: secret },
      { ...REQUEST_EXAMPLE, [secret]: secret },
      { ...REQUEST_EXAMPLE, assessment: secret },
      withHolder({ [secret]: 1 }),
      withHolder({ nationality: secret }),
      withHolder({ idNumber: { [secret]: secret } }),
      withHolder({ idNumber: secret.repeat(9) }),
    ];
    for (const request of places) {
      const error = faultsOf(CertificateRequest, request);
      expect(`${error.message} ${JSON.stringify(error.violations)}`).not.toContain(secret);
    }
  });
});

describe('query parameters', () => {
  test('have defaults and bounds', () => {
    expect(checked(PageQuery, {}, '/query')).toEqual({ limit: 50 });
    expect(checked(PageQuery, { limit: '7', after: 'x' }, '/query')).toEqual({ limit: 7, after: 'x' });
    for (const limit of ['0', '201', '1.5', 'ten', '', ['1', '2']]) {
      expect(faultsOf(PageQuery, { limit }, '/query').violations).toMatchObject([{ pointer: '/query/limit' }]);
    }
  });

  test('that nobody knows are refused', () => {
    const { violations } = faultsOf(PageQuery, { offset: '3' }, '/query');
    expect(violations).toEqual([
      { pointer: '/query/offset', rule: 'unknown_member', message: 'there is no such member here' },
    ]);
  });
});

test('a pointer keeps names of letters and places in lists, and drops what could be data', () => {
  expect(safePointer('')).toBe('');
  expect(safePointer('/holder/names/3/idNumber')).toBe('/holder/names/3/idNumber');
  expect(safePointer('/holder/11010519491231002X')).toBe('/holder/…');
  expect(safePointer('/E12345678')).toBe('/…');
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9A-Z]{6,18}$/),
      (data) => !/\d/.test(data) || !safePointer(`/${data}`).includes(data),
    ),
  );
});
