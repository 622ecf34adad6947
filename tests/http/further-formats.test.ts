/** A template that asks for further embedded proofs, and a certificate that is had with each. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FURTHER_FORMATS } from '../../src/core/template.ts';
import { openWorld, requestFor, type World } from './world.ts';

type Json = Record<string, unknown>;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const read = (id: unknown, query = '') =>
  world.send('GET', `/v1/certificates/${id}${query}`, { as: 'clerk', headers: { accept: 'application/vc' } });

test('each proof is had by its name and verifies alone; without the template asking, there is none', async () => {
  const before = (await (
    await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('甲') })
  ).json()) as Json;
  expect((await read(before.id, '?format=ecdsa-rdfc-2019')).status).toBe(406);

  const { items } = (await (await world.send('GET', '/v1/templates', { as: 'officer' })).json()) as { items: Json[] };
  const { version: _, ...template } = items.find(({ id }) => id === 'skill-level-cn') as Json;
  const formats = ['eddsa-rdfc-2022', 'vc+jwt', 'seal', ...FURTHER_FORMATS];
  const asked = await world.send('POST', '/v1/templates', { as: 'officer', body: { ...template, formats } });
  expect(asked.status).toBe(201);

  const made = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('乙') });
  const { id, credential } = (await made.json()) as { id: string; credential: Json };
  expect(credential.proof).toMatchObject({ cryptosuite: 'eddsa-rdfc-2022' });
  for (const format of FURTHER_FORMATS) {
    const answer = await read(id, `?format=${format}`);
    const { proof, ...document } = (await answer.json()) as Json;
    expect({ ...document, proof: credential.proof }).toEqual(credential);
    expect(proof).toMatchObject({ cryptosuite: format });
    const verdict = await world.send('POST', '/verify', { body: { ...document, proof } });
    expect(await verdict.json()).toMatchObject({ verdict: 'valid' });
    const forged = { ...document, number: 'S000033000107263000099', proof };
    expect(await (await world.send('POST', '/verify', { body: forged })).json()).toMatchObject({
      verdict: 'not_authentic',
    });
  }
  expect((await read(id, '?format=seal')).status).toBe(400);
});

test('a template without the basic formats is refused', async () => {
  const { items } = (await (await world.send('GET', '/v1/templates', { as: 'officer' })).json()) as { items: Json[] };
  const { version: _, ...template } = items[0] as Json;
  const body = { ...template, formats: ['ecdsa-rdfc-2019', 'vc+jwt'] };
  const answer = await world.send('POST', '/v1/templates', { as: 'officer', body });
  expect(await answer.json()).toMatchObject({ status: 400, violations: [{ pointer: '/formats' }] });
});
