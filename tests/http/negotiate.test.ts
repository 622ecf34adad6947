import { describe, expect, test } from 'vitest';
import { negotiated, preferred, preferredLanguage } from '../../src/http/negotiate.ts';

const BOTH = ['application/vc', 'application/vc+jwt'] as const;

describe('media types', () => {
  test.each([
    [undefined, 'application/vc'],
    ['', 'application/vc'],
    ['*/*', 'application/vc'],
    ['application/*', 'application/vc'],
    ['application/vc', 'application/vc'],
    ['application/vc+jwt', 'application/vc+jwt'],
    ['Application/VC+JWT', 'application/vc+jwt'],
    ['application/vc;q=0.5, application/vc+jwt', 'application/vc+jwt'],
    ['application/vc+jwt;q=0.5, application/vc;q=0.6', 'application/vc'],
    ['application/vc;q=0, */*', 'application/vc+jwt'],
    ['application/vc+jwt, application/vc', 'application/vc'],
    ['text/html, */*;q=0.1', 'application/vc'],
    ['text/html', undefined],
    ['application/vc;q=0', undefined],
    [',;;q=', undefined],
  ])('%s takes %s', (header, expected) => {
    expect(preferred(header, BOTH)).toBe(expected);
  });

  test('that are not offered are refused with those that are', () => {
    expect(() => negotiated('application/pdf', BOTH)).toThrow(
      expect.objectContaining({ code: 'not_acceptable', message: expect.stringContaining('application/vc+jwt') }),
    );
  });
});

describe('languages', () => {
  test.each([
    [undefined, 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-Hant-TW', 'zh'],
    ['en-US,en;q=0.9', 'en'],
    ['fr, en;q=0.7, zh;q=0.3', 'en'],
    ['en;q=0.3, zh;q=0.8', 'zh'],
    ['de-DE', 'en'],
    ['zh;q=0, en', 'en'],
    ['*', 'zh'],
  ])('%s reads %s', (header, expected) => {
    expect(preferredLanguage(header)).toBe(expected);
  });
});
