import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { bodyJson, bodyText, expectMediaType, MAX_BODY, mediaType, readBody } from '../../src/http/body.ts';
import { utf8 } from '../../src/lib/bytes.ts';

const URL = 'http://localhost/';

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request(URL, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

/** A body without Content-Length, made chunk by chunk; counts how many chunks were asked for. */
function stream(chunks: number, size: number): { request: Request; pulled: () => number } {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (pulled++ < chunks) controller.enqueue(new Uint8Array(size));
      else controller.close();
    },
  });
  return { request: post(body), pulled: () => pulled };
}

async function refusal(act: () => unknown): Promise<YinzhengError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof YinzhengError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the size of a body', () => {
  test('may reach the bound', async () => {
    expect(await readBody(post(new Uint8Array(MAX_BODY)))).toHaveLength(MAX_BODY);
    expect(await readBody(stream(MAX_BODY / 1024, 1024).request)).toHaveLength(MAX_BODY);
  });

  test('is refused one byte later, announced or not', async () => {
    const announced = post(new Uint8Array(1), { 'content-length': String(MAX_BODY + 1) });
    expect((await refusal(() => readBody(announced))).code).toBe('body_too_large');
    expect((await refusal(() => readBody(post(new Uint8Array(MAX_BODY + 1))))).code).toBe('body_too_large');
  });

  test('a stream without an end is left at the bound', async () => {
    const { request, pulled } = stream(Number.POSITIVE_INFINITY, 64 * 1024);
    expect((await refusal(() => readBody(request))).code).toBe('body_too_large');
    expect(pulled()).toBeLessThan(10);
  });

  test('nothing at all is an empty body', async () => {
    expect(await readBody(new Request(URL, { method: 'POST' }))).toHaveLength(0);
  });
});

describe('the media type', () => {
  test.each([
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    ['application/vc+jwt ;x=1', 'application/vc+jwt'],
  ])('of "%s" is %s', (header, type) => {
    expect(mediaType(post('{}', { 'content-type': header }))).toBe(type);
  });

  test('must be one of those that are read', async () => {
    const form = post('a=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect((await refusal(() => expectMediaType(form, ['application/json']))).code).toBe('unsupported_media_type');
    const none = new Request(URL, { method: 'POST', body: new Uint8Array(2) });
    expect((await refusal(() => expectMediaType(none, ['application/json']))).code).toBe('unsupported_media_type');
  });
});

describe('JSON', () => {
  test.each([
    ['', 'syntax', ''],
    ['{"a":1', 'syntax', ''],
    ["{'a':1}", 'syntax', ''],
    ['{"a":1}{"b":2}', 'syntax', ''],
    ['{"holder":{"name":"a","name":"b"}}', 'duplicate', '/holder/name'],
    ['{"11010519491231002X":1,"11010519491231002X":2}', 'duplicate', '/…'],
  ])('%s is malformed by the rule %s', async (text, rule, pointer) => {
    const error = await refusal(() => bodyJson(text));
    expect(error.code).toBe('malformed_body');
    expect(error.violations).toMatchObject([{ rule, pointer }]);
  });

  test('half a character is refused wherever it stands, and a whole one is not', async () => {
    expect(bodyJson('{"note":"\\ud840\\udc00 \\\\ud800"}')).toEqual({ note: '\u{20000} \\ud800' });
    for (const text of ['"x\\ud800"', '{"a":[{"b":"\\uDFFF"}]}', '{"\\ud800":1}', '["\\udc00\\ud840"]']) {
      const error = await refusal(() => bodyJson(text));
      expect(error).toMatchObject({ code: 'malformed_body', violations: [{ rule: 'unicode' }] });
    }
  });

  test('64 levels pass, and 10,000 are refused without harm', async () => {
    expect(bodyJson('['.repeat(64) + ']'.repeat(64))).toHaveLength(1);
    const error = await refusal(() => bodyJson('['.repeat(10_000) + ']'.repeat(10_000)));
    expect(error.violations[0]?.rule).toBe('depth');
  });

  test('bytes that are not UTF-8 are malformed', async () => {
    expect(bodyText(utf8('张伟'))).toBe('张伟');
    const error = await refusal(() => bodyText(new Uint8Array([0x22, 0xff, 0x22])));
    expect(error).toMatchObject({ code: 'malformed_body', violations: [{ rule: 'utf8' }] });
  });
});
