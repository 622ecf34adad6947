import { describe, expect, test } from 'vitest';
import { YinzhengError } from '../../src/core/errors.ts';
import { presented } from '../../src/http/presented.ts';

const credential = { '@context': ['https://www.w3.org/ns/credentials/v2'], credential: 'a member of this name' };

describe('what is handed in to be verified', () => {
  test.each([
    ['application/json', JSON.stringify({ credential }), credential],
    ['application/json', JSON.stringify({ credential: ' eyJ.e30.x\n' }), 'eyJ.e30.x'],
    ['application/json', JSON.stringify(credential), credential],
    ['application/json', '"eyJ.e30.x"', 'eyJ.e30.x'],
    ['application/json', '{}', {}],
    ['application/vc', JSON.stringify(credential), credential],
    ['application/vc+jwt', ' eyJ.e30.x ', 'eyJ.e30.x'],
    ['application/jwt', 'eyJ.e30.x', 'eyJ.e30.x'],
    ['text/plain', 'https://cert.example/v#1234\n', 'https://cert.example/v#1234'],
    ['text/plain', `\n${JSON.stringify({ credential })}`, credential],
    ['text/plain', '', ''],
  ])('%s %s', (type, body, expected) => {
    expect(presented(type, body)).toEqual({ input: expected });
  });

  test('may come with the day that is asked about', () => {
    expect(presented('application/json', '{"credential":"x","on":"2026-11-01"}')).toEqual({
      input: 'x',
      on: '2026-11-01',
    });
  });

  test.each([
    ['application/json', '{"credential":5}', '/credential'],
    ['application/json', '{"credential":null}', '/credential'],
    ['application/json', '{"credential":[]}', '/credential'],
    ['application/json', '{"credential":{},"options":{}}', ''],
    ['application/json', '{"credential":{},"on":5}', '/on'],
    ['application/json', '[]', ''],
    ['application/json', 'null', ''],
    ['application/vc', '7', ''],
  ])('%s %s is refused and says where', (type, body, pointer) => {
    expect(() => presented(type, body)).toThrow(
      expect.objectContaining({ code: 'invalid_request', violations: [expect.objectContaining({ pointer })] }),
    );
  });

  test('duplicate members are refused before anybody reads the credential', () => {
    expect(() => presented('application/vc', '{"id":"a","id":"b"}')).toThrow(YinzhengError);
  });
});
