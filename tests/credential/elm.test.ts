/** The European Learning Model: what its constraints for European Digital Credentials demand, in our own words. */
import { describe, expect, test } from 'vitest';
import { buildCredential, type Credential } from '../../src/credential/build.ts';
import { europeanLearningModel } from '../../src/credential/elm.ts';
import { buildInput } from './build-input.ts';

// biome-ignore lint/suspicious/noExplicitAny: looked at member by member.
type Json = Record<string, any>;

const code = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
const verifyUrl = 'https://cert.example/v/token';

function model(change: (subject: Json) => void = () => undefined): Json {
  const certificate = structuredClone(buildCredential(buildInput())) as unknown as Json;
  change(certificate.credentialSubject);
  return europeanLearningModel(certificate as unknown as Credential, { verifyUrl, code });
}

/** Everything in a document that has a type. */
function typed(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(typed);
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([name, member]) => (name === '@context' ? [] : typed(member)));
  return 'type' in value ? [value, ...inside] : inside;
}

test('every term of a list says of which list it is', () => {
  const concepts = typed(model()).filter(({ type }) => type === 'Concept');
  expect(concepts.length).toBeGreaterThan(6);
  for (const { id, inScheme } of concepts) {
    expect(inScheme).toMatchObject({ type: 'ConceptScheme', id: expect.stringMatching(/^http:\/\//) });
    expect(new URL(id).host).toBe(new URL(inScheme.id).host);
  }
});

test('names its constraints, and an issuer with one legal identifier of its country', () => {
  const { credentialSchema, issuer } = model();
  expect(credentialSchema).toEqual([
    { id: 'http://data.europa.eu/snb/model/ap/edc-generic-full', type: 'ShaclValidator2017' },
  ]);
  expect(issuer.eIDASIdentifier).toMatchObject({
    type: 'LegalIdentifier',
    notation: '91350100M000100Y43',
    spatial: { id: expect.stringMatching(/\/country\/CHN$/) },
  });
  expect(issuer.location[0].address[0].countryCode).toEqual(issuer.eIDASIdentifier.spatial);
});

test('shows the way to the certificate as its picture', () => {
  const { primaryLanguage, language, individualDisplay } = model().displayParameter;
  expect(language).toContainEqual(primaryLanguage);
  expect(individualDisplay).toHaveLength(1);
  const [{ displayDetail }] = individualDisplay;
  expect(displayDetail).toMatchObject([{ page: 1, image: { type: 'MediaObject', content: 'iVBORw==' } }]);
});

describe('of a holder there is', () => {
  test('one full name, and the Latin one beside it', () => {
    const { credentialSubject } = model((subject) => {
      subject.nameLatin = 'Zhang Wei';
    });
    expect(Object.keys(credentialSubject.fullName)).toEqual(['zh']);
    expect(credentialSubject.altLabel).toEqual({ en: 'Zhang Wei' });
    expect(model().credentialSubject).not.toHaveProperty('altLabel');
  });

  test('an occupation of ESCO as an identifier, never as a skill', () => {
    const escoUri = 'http://data.europa.eu/esco/occupation/x';
    const document = model((subject) => {
      subject.occupation.escoUri = escoUri;
    });
    const [{ specifiedBy }] = document.credentialSubject.hasClaim;
    expect(specifiedBy.identifier).toContainEqual(expect.objectContaining({ schemeName: 'ESCO', notation: escoUri }));
    expect(JSON.stringify(document)).not.toContain('ESCOSkill');
  });
});

test('no two things have the same name', () => {
  const things = new Map<string, string>();
  for (const thing of typed(model())) {
    const text = JSON.stringify(thing);
    expect(things.get(thing.id) ?? text).toBe(text);
    things.set(thing.id, text);
  }
});
