/** What W3C's test suites ask of an issuer, a verifier and a holder over HTTP, in our own words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agencyDid } from '../../src/credential/did.ts';
import {
  credential,
  DID,
  EXAMPLES,
  entry,
  type Json,
  openVcApi,
  rulesOf,
  V2,
  type VcApiWorld,
} from './vc-api-world.ts';
import { AGENCY, ORIGIN, openWorld } from './world.ts';

let world: VcApiWorld;
beforeAll(async () => {
  world = await openVcApi();
});
afterAll(() => world.world.close());
const issue: VcApiWorld['issue'] = (...order) => world.issue(...order);
const verify: VcApiWorld['verify'] = (...question) => world.verify(...question);
const post: VcApiWorld['post'] = (...request) => world.post(...request);

describe('a credential', () => {
  test.each<[string, string | undefined, Json, RegExp]>([
    ['Ed25519', undefined, {}, /^z/],
    ['Ed25519', 'eddsa-rdfc-2022', {}, /^z/],
    ['Ed25519', 'eddsa-jcs-2022', {}, /^z/],
    ['ES256', undefined, {}, /^z/],
    ['ES256', 'ecdsa-rdfc-2019', {}, /^z/],
    ['ES256', 'ecdsa-jcs-2019', {}, /^z/],
    ['ES384', 'ecdsa-rdfc-2019', {}, /^z/],
    ['ES384', 'ecdsa-jcs-2019', {}, /^z/],
  ])('by the did:key of %s with %s is issued and verifies', async (algorithm, cryptosuite, more, value) => {
    const issuer = world.didKeys[algorithm] ?? '';
    const given = credential({ issuer: { id: issuer, name: 'Issuer' }, ...more });
    const { proof, ...issued } = await issue(given, { ...(cryptosuite && { cryptosuite }) });
    expect(issued).toEqual(given);
    expect(proof).toMatchObject({
      type: 'DataIntegrityProof',
      proofPurpose: 'assertionMethod',
      verificationMethod: `${issuer}#${issuer.slice(8)}`,
      proofValue: expect.stringMatching(value),
    });
    if (cryptosuite?.includes('jcs')) expect(Object(proof)['@context']).toEqual(given['@context']);
    expect(await verify({ ...issued, proof })).toEqual({
      status: 200,
      body: { verified: true, problemDetails: [], warnings: [] },
    });
  });

  test('by the did:web verifies too, and an identifier of nobody is kept', async () => {
    expect((await verify(await issue(credential()))).status).toBe(200);
    const foreign = await issue(credential({ issuer: { id: 'did:example:issuer' } }));
    expect(foreign.issuer).toEqual({ id: 'did:example:issuer' });
    expect(rulesOf((await verify(foreign)).body)).toEqual(['proof/controller']);
    const page = await issue(credential({ issuer: 'https://issuer.example/1' }));
    expect((await verify(page)).body).toMatchObject({ verified: true, warnings: [{ rule: 'proof/controller' }] });
  });

  test('as a JWT comes in an envelope', async () => {
    for (const issuer of [DID, world.didKeys.ES256, world.didKeys.ES384, world.didKeys.Ed25519]) {
      const envelope = await issue(credential({ issuer }), { format: 'vc+jwt' });
      expect(envelope).toMatchObject({ '@context': [V2], type: 'EnvelopedVerifiableCredential' });
      expect(envelope.id).toMatch(/^data:application\/vc\+jwt,ey/);
      expect((await verify(envelope)).status).toBe(200);
      const bad = async (change: Json) => rulesOf((await verify({ ...envelope, ...change })).body);
      expect(await bad({ '@context': [] })).toEqual(['envelope/context']);
      expect(await bad({ '@context': EXAMPLES })).toEqual(['envelope/context']);
      expect(await bad({ id: String(envelope.id).split(',')[1] })).toEqual(['envelope/id']);
      expect((await verify({ ...envelope, type: undefined })).status).toBe(400);
      expect((await verify({ ...envelope, type: 'VerifiableCredential' })).status).toBe(400);
    }
  });

  test('wants a key of its issuer', async () => {
    const attempt = (one: Json, options: Json = {}) =>
      post('/credentials/issue', { credential: credential(one), options });
    const foreign = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
    expect((await attempt({ issuer: foreign })).status).toBe(400);
    expect((await attempt({ issuer: agencyDid(ORIGIN, 'Y000144000012') })).status).toBe(400);
    expect((await attempt({ issuer: world.didKeys.ES256 }, { cryptosuite: 'eddsa-rdfc-2022' })).status).toBe(400);
    expect((await attempt({}, { verificationMethod: `${DID}#nothing` })).status).toBe(400);
    expect((await attempt({}, { cryptosuite: 'mldsa44-rdfc-2024' })).status).toBe(400);
    const { verificationMethod } = Object((await issue(credential(), { cryptosuite: 'ecdsa-jcs-2019' })).proof);
    const again = await issue(credential(), { verificationMethod, cryptosuite: 'ecdsa-rdfc-2019' });
    expect(again.proof).toMatchObject({ verificationMethod, cryptosuite: 'ecdsa-rdfc-2019' });
  });

  test('is issued by signers alone, and never in the place of a certificate', async () => {
    const body = { credential: credential() };
    expect((await world.world.send('POST', '/credentials/issue', { body })).status).toBe(401);
    for (const as of ['clerk', 'officer', 'employer'] as const) {
      expect((await world.world.send('POST', '/credentials/issue', { as, body })).status).toBe(403);
    }
    for (const change of [
      { type: ['VerifiableCredential', 'VocationalCertificate'] },
      { '@context': [V2, `${ORIGIN}/contexts/certificate-v1.jsonld`] },
      {
        '@context': [V2, { Fake: 'urn:yinzheng:vocab:VocationalCertificate' }],
        type: ['VerifiableCredential', 'Fake'],
      },
      { id: `${ORIGIN}/status/${AGENCY}-1-agency-revocation` },
      { name: '11010519491231002X' },
    ]) {
      expect((await post('/credentials/issue', { credential: credential(change) })).status).toBe(400);
    }
  });
});

describe('selective disclosure', () => {
  const full = () =>
    credential({
      id: 'urn:uuid:36245ee9-9074-4b05-a777-febff2e69757',
      issuer: world.didKeys.ES256,
      credentialSubject: {
        id: 'urn:uuid:1a0e4ef5-091f-4060-842e-18e519ab9440',
        name: 'Alice',
        sails: [{ year: 1 }, { year: 2 }],
      },
    });

  test('what is derived verifies, a base proof does not', async () => {
    const base = await issue(full(), { cryptosuite: 'ecdsa-sd-2023', mandatoryPointers: ['/issuer'] });
    expect(Object(base.proof).proofValue).toMatch(/^u2V0A/);
    expect(rulesOf((await verify(base)).body)).toEqual(['proof/value']);
    const selectivePointers = ['/credentialSubject/name', '/credentialSubject/sails/1'];
    const { status, body } = await post('/credentials/derive', {
      verifiableCredential: base,
      options: { selectivePointers },
    });
    expect(status).toBe(201);
    const derived = body.verifiableCredential as Json;
    expect(derived.credentialSubject).toEqual({
      id: 'urn:uuid:1a0e4ef5-091f-4060-842e-18e519ab9440',
      name: 'Alice',
      sails: [{ year: 2 }],
    });
    expect(derived.issuer).toBe(world.didKeys.ES256);
    expect((await verify(derived)).body).toMatchObject({ verified: true });

    const subject = { ...Object(derived.credentialSubject), id: 'urn:invalid' };
    expect(rulesOf((await verify({ ...derived, credentialSubject: subject })).body)).toEqual(['proof/signature']);
    const proof = { ...Object(derived.proof), proofValue: 'a' };
    expect(rulesOf((await verify({ ...derived, proof })).body)).toEqual(['proof/value']);
  });

  /** Nameless nodes, numbers with a fraction, lists in lists: what disclosure can go wrong at. */
  const regatta = () =>
    credential({
      '@context': [
        V2,
        {
          '@protected': true,
          boats: {
            '@id': 'urn:example:boats',
            '@context': {
              '@protected': true,
              number: 'urn:example:number',
              sails: {
                '@id': 'urn:example:sails',
                '@context': { '@protected': true, area: 'urn:example:area', year: 'urn:example:year' },
              },
            },
          },
        },
      ],
      issuer: world.didKeys.ES256,
      validFrom: '2026-11-01T00:00:00Z',
      credentialSubject: {
        boats: [
          {
            number: 'A1',
            sails: [
              { area: 5.5, year: 2023 },
              { area: 6.1, year: 2023 },
              { area: 7, year: 2020 },
            ],
          },
          {
            number: 'A2',
            sails: [
              { area: 5.9, year: 2022 },
              { area: 4.9, year: 2020 },
            ],
          },
        ],
      },
    });

  test.each<[string, string[], string[], Json]>([
    ['one sail', [], ['/credentialSubject/boats/0/sails/1'], { boats: [{ sails: [{ area: 6.1, year: 2023 }] }] }],
    [
      'a number in each boat',
      ['/validFrom'],
      ['/credentialSubject/boats/0/number', '/credentialSubject/boats/1/sails/0/year'],
      { boats: [{ number: 'A1' }, { sails: [{ year: 2022 }] }] },
    ],
    ['the last boat alone', [], ['/credentialSubject/boats/1/number'], { boats: [{ number: 'A2' }] }],
    [
      'what is mandatory anyway',
      ['/credentialSubject/boats/1/sails/1/area'],
      ['/validFrom'],
      { boats: [{ sails: [{ area: 4.9 }] }] },
    ],
  ])('discloses %s', async (_what, mandatoryPointers, selectivePointers, subject) => {
    // Without its issuer nobody takes a credential for one.
    const base = await issue(regatta(), { mandatoryPointers: ['/issuer', ...mandatoryPointers] });
    const { status, body } = await post('/credentials/derive', {
      verifiableCredential: base,
      options: { selectivePointers },
    });
    expect(status).toBe(201);
    const derived = body.verifiableCredential as Json;
    expect(derived.credentialSubject).toEqual(subject);
    expect((await verify(derived)).body).toMatchObject({ verified: true });
    const more = JSON.parse(JSON.stringify(derived).replace(/"(number|year|area)":("A\d"|[\d.]+)/, '"$1":1'));
    expect(rulesOf((await verify(more)).body)).toEqual(['proof/signature']);
  });

  test('a proof that is one of the holder, of another suite or cut short is no derived proof', async () => {
    const base = await issue(regatta(), { mandatoryPointers: ['/issuer'] });
    const options = { selectivePointers: ['/credentialSubject/boats'] };
    const { body } = await post('/credentials/derive', { verifiableCredential: base, options });
    const derived = body.verifiableCredential as Json;
    const with_ = async (change: Json) =>
      rulesOf((await verify({ ...derived, proof: { ...Object(derived.proof), ...change } })).body);
    const { proofValue } = Object(derived.proof);
    expect(await with_({ cryptosuite: 'ecdsa-rdfc-2019' })).toEqual(['proof/value']);
    expect(await with_({ proofValue: proofValue.slice(0, -20) })).toEqual(['proof/value']);
    expect(await with_({ proofValue: Object(base.proof).proofValue })).toEqual(['proof/value']);
    expect(await with_({ proofValue: `z${proofValue.slice(1)}` })).toEqual(['proof/value']);
    expect(await with_({ created: '2026-11-20T08:00:01Z' })).toEqual(['proof/signature']);
    const again = await post('/credentials/derive', { verifiableCredential: derived, options });
    expect(again).toMatchObject({ status: 400, body: { violations: [{ rule: 'proof/value' }] } });
  });

  test('without pointers, what a verifier judges by cannot be left out', async () => {
    const until = { validFrom: '2026-11-01T00:00:00Z', validUntil: '2027-11-01T00:00:00Z' };
    const base = await issue({ ...full(), ...until }, { cryptosuite: 'ecdsa-sd-2023', credentialStatus: true });
    const options = { selectivePointers: ['/credentialSubject/name'] };
    const { body } = await post('/credentials/derive', { verifiableCredential: base, options });
    const { issuer, credentialStatus } = base;
    expect(body.verifiableCredential).toMatchObject({ issuer, credentialStatus, ...until });
    expect((await verify(body.verifiableCredential)).body).toMatchObject({ verified: true });
    expect((await post('/credentials/status', { credentialStatus })).status).toBe(200);
    expect(rulesOf((await verify(body.verifiableCredential)).body)).toEqual(['status/revoked']);
  });

  test('pointers to nothing are refused', async () => {
    const options = { mandatoryPointers: ['/non/existent/path'] };
    expect(await post('/credentials/issue', { credential: full(), options })).toMatchObject({
      status: 400,
      body: { violations: [{ rule: 'proof/pointer' }] },
    });
    const base = await issue(full(), { mandatoryPointers: [] });
    const derive = (selectivePointers: string[], verifiableCredential: Json = base) =>
      post('/credentials/derive', { verifiableCredential, options: { selectivePointers } });
    expect((await derive(['/nothing'])).status).toBe(400);
    expect((await derive([])).status).toBe(400);
    expect((await derive(['/issuer'], await issue(full()))).status).toBe(400);
  });
});

describe('status', () => {
  const bit = async (entry: Json) => {
    const path = String(entry.statusListCredential).slice(ORIGIN.length);
    return (await world.world.send('GET', path)).status;
  };

  test('an entry is in a real list, and revoking shows', async () => {
    const id = 'urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5';
    const issued = await issue(credential({ id }), { credentialStatus: true });
    const entry = issued.credentialStatus as Json;
    expect(entry).toMatchObject({
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: expect.stringMatching(/^\d+$/),
      statusListCredential: `${ORIGIN}/status/${AGENCY}-1-agency-revocation`,
    });
    expect(await bit(entry)).toBe(200);
    expect((await verify(issued)).body).toMatchObject({ verified: true });
    const change = {
      credentialId: id,
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
    };
    expect((await post('/credentials/status', change)).status).toBe(200);
    expect((await post('/credentials/status', change)).status).toBe(200);
    expect(rulesOf((await verify(issued)).body)).toEqual(['status/revoked']);
    expect((await verify(issued, { checks: ['proof'] })).status).toBe(200);
    expect(await post('/credentials/status', { ...change, status: false })).toMatchObject({ status: 409 });
  });

  test('suspension comes and goes, by the entry itself', async () => {
    const issued = await issue(credential(), {
      credentialStatus: [{ statusPurpose: 'revocation' }, { statusPurpose: 'suspension' }],
    });
    const [, entry] = issued.credentialStatus as Json[];
    const turn = (status: boolean) => post('/credentials/status', { credentialStatus: entry, status });
    expect((await turn(true)).status).toBe(200);
    expect(rulesOf((await verify(issued)).body)).toEqual(['status/suspended']);
    expect((await turn(false)).status).toBe(200);
    expect((await verify(issued)).status).toBe(200);
  });

  test('what is not yours is not there; a list that cannot be had leaves nothing verified', async () => {
    const unknown = { credentialId: 'urn:uuid:none', credentialStatus: { statusPurpose: 'revocation' } };
    expect((await post('/credentials/status', unknown)).status).toBe(404);
    const issued = await issue(credential({ id: 'urn:uuid:55555555-8596-4c3a-a978-8fcaba3903c5' }), {
      credentialStatus: true,
    });
    const body = { credentialStatus: issued.credentialStatus };
    expect((await world.world.send('POST', '/credentials/status', { as: 'otherSigner', body })).status).toBe(404);
    const away = await verify(await issue(credential({ credentialStatus: entry({}) })));
    expect(away.body.problemDetails).toEqual([
      expect.objectContaining({ type: 'https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR' }),
    ]);
    const [other] = [await issue(credential({ credentialStatus: { ...Object(issued.credentialStatus) } }))];
    expect(rulesOf((await verify(other)).body)).toEqual(['status/verification']);
    const odd = await issue(credential({ credentialStatus: { type: 'https://example.org/#Status' } }));
    expect(rulesOf((await verify(odd)).body)).toEqual(['status/unknown']);
  });
});

test('switched off, there are no such calls', async () => {
  const off = await openWorld();
  expect((await off.send('POST', '/credentials/verify', { body: {} })).status).toBe(404);
  await off.close();
});
