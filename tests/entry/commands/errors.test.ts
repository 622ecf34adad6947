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
