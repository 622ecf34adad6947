import { expect, test } from 'vitest';
import { failureOf, failureText } from '../../../src/entry/commands/errors.ts';

const refusal = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: permission denied, mkdir`), { code, ...(path !== undefined && { path }) });

test('a folder that is closed to us is a wrong setting, with a remedy', () => {
  const failure = failureOf(refusal('EACCES', '/var/lib/yinzheng'));
  expect(failure).toMatchObject({ code: 'invalid_configuration', exit: 2 });
  expect(failureText(failure)).toMatch(
    /^yinzheng: \/var\/lib\/yinzheng is closed to the user who runs this \(EACCES\)\.\n {2}.*install -d -o USER/,
  );
});

test.each([refusal('EIO', '/disk'), refusal('EACCES')])('another failure of the system stays one: %s', (error) => {
  expect(failureOf(error)).toMatchObject({ code: 'internal', exit: 3, message: error.message });
});

test.each([
  [
    'EADDRINUSE',
    'listen',
    /^yinzheng: Cannot listen on 127.0.0.1:80: something else listens there.*\n.*ss -ltnp.*PORT/,
  ],
  ['EACCES', 'listen', /127.0.0.1:80: this user may not.*\n.*1024/],
  ['EADDRNOTAVAIL', 'listen', /127.0.0.1:80: this machine has no such address.*\n.*HOST/],
  ['ENOTFOUND', 'getaddrinfo', /Cannot listen on there.example: there is no such host.*\n.*HOST/],
  ['EIO', 'listen', /127.0.0.1:80: EIO: .*\n.*PORT or HOST/],
])('%s of a port says what to do about it, and nothing of the database', (code, syscall, said) => {
  const where = syscall === 'listen' ? { address: '127.0.0.1', port: 80 } : { hostname: 'there.example' };
  const failure = failureOf(Object.assign(refusal(code), { syscall, ...where }));
  expect(failure).toMatchObject({ code: 'unavailable', exit: 3 });
  expect(failureText(failure)).toMatch(said);
  expect(failureText(failure)).not.toMatch(/DATA/);
});
