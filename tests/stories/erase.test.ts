/** A holder's identity is erased: what was signed stays good, and nobody finds the holder by it any more. */
import { expect, test } from 'vitest';
import type { Verification } from '../../src/core/verdict.ts';
import { A } from './people.ts';
import { issued, person, request } from './requests.ts';
import { describeEngines } from './world.ts';

describeEngines('a holder is erased', ['reach the register', 'read what is kept'], (world) => {
  const { idType, idNumber } = person(7);

  test('from the record, from the index, and from every byte that is kept', async () => {
    const { store, vault } = world.deps;
    const { id, seal } = await issued(world, request(world, 7));
    const certificate = await store.certificate(id);
    if (!certificate) throw new Error('it was just issued');
    const index = await vault.blindIndex(idType, idNumber);
    const [before] = await store.peopleByIndex(A.code, [index]);
    expect(before?.sealedIdentity).toBeTruthy();

    const erased = await world.call(`POST /v1/certificates/${id}/erase-holder`, { as: 'officer@authority' });
    expect(erased.status).toBe(204);
    expect(await store.peopleByIndex(A.code, [index])).toEqual([]);
    expect(await store.person(certificate.person)).toMatchObject({ blindIndex: null, sealedIdentity: null });
    const verified = await world.call<Verification>('POST /verify', { json: { credential: seal } });
    expect(verified.body.verdict).toBe('valid');
    const events = await store.events({ limit: 10, type: 'person.erased' });
    expect(events).toMatchObject([{ subject: certificate.person, owner: A.code, organisation: 'authority' }]);
  });

  test('and the same person may come again, as somebody new', async () => {
    const { store } = world.deps;
    const [first] = await store.certificates({ limit: 1 });
    const again = await store.certificate((await issued(world, request(world, 7))).id);
    expect(again?.person).not.toBe(first?.person);
  });
});
