/** The schemas that a credential names: what W3C's suite for JSON Schema asks, in our own words. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { credential, DID, type Json, openVcApi, rulesOf, V2, type VcApiWorld } from './vc-api-world.ts';

const HOST = 'https://schemas.example';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const KNOWN = {
  id: 'https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json',
  type: 'JsonSchema',
};

/** What the host has, by path. */
const files = new Map<string, string>();
const asked: string[] = [];
let world: VcApiWorld;

beforeAll(async () => {
  world = await openVcApi(['schemas.example']);
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const text = files.get(url);
    return new Response(text ?? '', { status: text === undefined ? 404 : 200 });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await world.world.close();
});

const emailSchema = (change: Json = {}): Json => ({
  $id: `${HOST}/email.json`,
  $schema: DRAFT,
  type: 'object',
  properties: {
    credentialSubject: { properties: { email: { type: 'string', format: 'email' } }, required: ['email'] },
  },
  ...change,
});

/** Signs a credential that names a schema, has the host serve that, and asks for a verdict. */
async function judge(schema: unknown, { email = 'a@example.com', named = {} as Json, type = 'JsonSchema' } = {}) {
  const url = `${HOST}/email.json`;
  files.set(url, typeof schema === 'string' ? schema : JSON.stringify(schema));
  const issued = await world.issue(
    credential({ credentialSubject: { email }, credentialSchema: { id: url, type, ...named } }),
  );
  const { status, body } = await world.verify(issued);
  return { status, rules: rulesOf(body), warnings: (body.warnings as { rule: string }[]).map(({ rule }) => rule) };
}

const FINE = { status: 200, rules: [], warnings: [] };
const NOT_READ = { status: 200, rules: [], warnings: ['credential/schema-unchecked'] };
const failure = (rule: string) => ({ status: 400, rules: [rule], warnings: [] });

test.each<[string, Json, object]>([
  ['keeps to it', {}, FINE],
  ['in an older version', { $schema: 'http://json-schema.org/draft-07/schema#' }, FINE],
  ['with a relative $id', { $id: 'email.json' }, FINE],
  ['without $id', { $id: undefined }, failure('credential/schema-form')],
  ['with an $id that is none', { $id: 'no uri ^^' }, failure('credential/schema-form')],
  ['with the $id of another', { $id: `${HOST}/other.json` }, failure('credential/schema-form')],
  ['without $schema', { $schema: undefined }, failure('credential/schema-form')],
  ['of a version that nobody knows', { $schema: 'https://json-schema.org/draft/2099-01/schema' }, NOT_READ],
  ['that leans on another', { allOf: [{ $ref: 'https://elsewhere.example/s.json' }] }, NOT_READ],
  ['that asks for more', { required: ['evidence'] }, failure('credential/schema-mismatch')],
])('a JsonSchema %s', async (_how, change, expected) => {
  expect(await judge(emailSchema(change))).toEqual(expected);
});

test('a subject that breaks it, and a schema that is none', async () => {
  expect(await judge(emailSchema(), { email: 'nobody' })).toEqual(failure('credential/schema-mismatch'));
  expect(await judge('[]')).toEqual(failure('credential/schema-form'));
  expect(await judge('{"a":1,"a":2}')).toEqual(NOT_READ);
});

test('a digest that is stated counts before anything in the schema does', async () => {
  const text = JSON.stringify(emailSchema());
  const digest = `u${encodeBase64url(await sha256(utf8(text)))}`;
  expect(await judge(text, { named: { digestMultibase: digest } })).toEqual(FINE);
  expect(await judge(`${text} `, { named: { digestMultibase: digest } })).toEqual(failure('credential/schema-form'));
});

test('only listed hosts are asked, and what is not had gives a warning', async () => {
  const before = asked.length;
  const odd = { credentialSchema: { id: 'https://elsewhere.example/s.json', type: 'JsonSchema' } };
  const away = await world.verify(await world.issue(credential(odd)));
  expect(away.body).toMatchObject({ verified: true, warnings: [{ rule: 'credential/schema-unchecked' }] });
  expect(asked.length).toBe(before);
  expect(await judge(emailSchema(), { named: { id: `${HOST}/none.json` } })).toEqual(NOT_READ);
  expect(await judge(emailSchema(), { type: 'https://schemas.example/#Other' })).toEqual(NOT_READ);
});

test('a schema of ours says under its own URL what it is', async () => {
  const path = '/schemas/skill-level-cn-1.schema.json';
  const schema = (await (await world.world.send('GET', path)).json()) as Json;
  expect(schema).toMatchObject({ $id: `https://cert.example${path}`, $schema: DRAFT });
});

/** A JsonSchemaCredential as the host serves it, signed by the agency. */
async function schemaCredential(change: Json = {}, subject: Json = {}): Promise<Json> {
  return world.issue({
    '@context': [V2],
    id: `${HOST}/email.json`,
    type: ['VerifiableCredential', 'JsonSchemaCredential'],
    issuer: DID,
    credentialSchema: KNOWN,
    credentialSubject: { id: `${HOST}/subject`, type: 'JsonSchema', jsonSchema: emailSchema(), ...subject },
    ...change,
  });
}

const type = 'JsonSchemaCredential';

test('a JsonSchemaCredential is verified, then believed', async () => {
  expect(await judge(await schemaCredential(), { type })).toEqual(FINE);
  expect(await judge(await schemaCredential(), { type, email: 'nobody' })).toEqual(
    failure('credential/schema-mismatch'),
  );
  const { id } = await world.issue({ ...(await schemaCredential()), proof: undefined } as Json, { format: 'vc+jwt' });
  expect(await judge(String(id).split(',')[1], { type })).toEqual(FINE);
});

test.each<[string, () => Promise<unknown>, object]>([
  ['altered', async () => ({ ...(await schemaCredential()), name: 'Other' }), failure('credential/schema-form')],
  ['unsigned', async () => ({ ...(await schemaCredential()), proof: undefined }), failure('credential/schema-form')],
  ['at another URL', () => schemaCredential({ id: `${HOST}/other.json` }), failure('credential/schema-form')],
  ['of another type', () => schemaCredential({ type: ['VerifiableCredential'] }), failure('credential/schema-form')],
  [
    'without its own schema',
    () => schemaCredential({ credentialSchema: undefined }),
    failure('credential/schema-form'),
  ],
  [
    'with another of its own',
    () => schemaCredential({ credentialSchema: { ...KNOWN, id: `${HOST}/x.json` } }),
    failure('credential/schema-form'),
  ],
  [
    'whose schema has no $id',
    () => schemaCredential({}, { jsonSchema: emailSchema({ $id: undefined }) }),
    failure('credential/schema-form'),
  ],
  [
    'whose schema has no $schema',
    () => schemaCredential({}, { jsonSchema: emailSchema({ $schema: undefined }) }),
    failure('credential/schema-form'),
  ],
  [
    'whose schema is of an unknown version',
    () => schemaCredential({}, { jsonSchema: emailSchema({ $schema: 'urn:x' }) }),
    NOT_READ,
  ],
])('a JsonSchemaCredential %s', async (_how, make, expected) => {
  expect(await judge(await make(), { type })).toEqual(expected);
});
