/** Looking up by number and name, from paper: forgiving in how it is typed, and telling nothing to who guesses. */
import { expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import type { Presented } from '../../src/issue/present.ts';
import { seen } from './answers.ts';
import { A } from './people.ts';
import { issued, person, request } from './requests.ts';
import { describeEngines, type World } from './world.ts';

const lookup = (world: World, number: string, name: string) =>
  world.call<Verification>('POST /lookup', { json: { number, name } });

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

describeEngines('Looking up by number and name', [], (world) => {
  let certificate: Presented;

  test('finds a certificate however its number is typed', async () => {
    certificate = await issued(world);
    const { number, printedNumber } = certificate;
    const typed = [number, printedNumber, ` ${printedNumber.toLowerCase()} `, fullWidth(printedNumber)];
    for (const text of typed) {
      const { status, body } = await lookup(world, text, person(0).name);
      expect([text, status, body.verdict]).toEqual([text, 200, 'valid']);
      expect(body.certificate).toMatchObject({ printedNumber, holder: { name: person(0).name } });
    }
  });

  test('says that it was replaced, and tells nobody the link of the newer one', async () => {
    const old = await issued(world, request(world, 2));
    const json = { ...request(world, 2), reason: 'data_error' };
    const { body } = await world.call<Presented>(`POST /v1/certificates/${old.id}/replace`, { as: 'signer@A', json });
    const answer = await lookup(world, old.number, person(2).name);
    expect(answer.body).toMatchObject({ verdict: 'replaced', by: 'agency', reason: 'data_error' });
    for (const { token } of [old, body]) expect(answer.text).not.toContain(token);
  });

  test('answers a wrong name and a wrong number byte for byte alike', async () => {
    const wrongName = await lookup(world, certificate.number, '测试乙');
    const wrongNumber = await lookup(world, certificate.number.replace(/1$/, '2'), person(0).name);
    const wrongCheck = await lookup(world, certificate.printedNumber.replace(/-.$/, '-#'), person(0).name);
    const nothing = await lookup(world, '?', '?');
    expect(wrongName.status).toBe(404);
    for (const other of [wrongNumber, wrongCheck, nothing]) expect(seen(other)).toBe(seen(wrongName));
  });
});

describeEngines('Looking up by guessing', ['move the clock'], (world) => {
  test('ends after ten tries in a row, for right guesses too, and may go on a minute later', async () => {
    const { number } = await issued(world, request(world, 1));
    const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => lookup(world, number, `测试${n}`)));
    expect(guesses.filter(({ status }) => status === 404)).toHaveLength(10);

    const refused = await lookup(world, number, person(1).name);
    expect([refused.status, refused.body]).toMatchObject([429, { type: 'urn:yinzheng:problem:rate_limited' }]);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    world.pass(60_000);
    expect((await lookup(world, number, person(1).name)).body.certificate?.issuer.code).toBe(A.code);
  });
});
