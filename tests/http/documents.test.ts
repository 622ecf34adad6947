import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, openWorld, requestFor, type World } from './world.ts';

let world: World;
let list: string;

beforeAll(async () => {
  world = await openWorld();
  const answer = await world.send('POST', '/v1/certificates', { as: 'signer', body: requestFor('张伟') });
  const { credential } = (await answer.json()) as {
    credential: { credentialStatus: { statusListCredential: string }[] };
  };
  list = new URL(credential.credentialStatus[0]?.statusListCredential ?? '').pathname;
});
afterAll(() => world.close());

describe('signed lists', () => {
  test.each(['status', 'trust-list'])('%s comes in both media types, each under its own tag', async (which) => {
    const path = which === 'status' ? list : '/trust-list';
    const get = (headers: Record<string, string>) => world.send('GET', path, { headers });
    const embedded = await get({});
    expect(embedded.headers.get('content-type')).toBe('application/vc');
    expect(embedded.headers.get('vary')).toContain('Accept');
    expect(embedded.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await embedded.json()).toHaveProperty('proof');
    const compact = await get({ accept: 'application/vc+jwt' });
    expect(compact.headers.get('content-type')).toBe('application/vc+jwt');
    expect((await compact.text()).split('.')).toHaveLength(3);
    const [tag, other] = [embedded, compact].map((answer) => answer.headers.get('etag') ?? '');
    expect(tag).not.toBe(other);
    expect((await get({ 'if-none-match': tag ?? '' })).status).toBe(304);
    expect((await get({ 'if-none-match': tag ?? '', accept: 'application/vc+jwt' })).status).toBe(200);
  });

  test.each([
    ['application/ld+json, application/json', 'application/ld+json'],
    ['application/json', 'application/json'],
    ['text/html,*/*;q=0.8', 'application/vc'],
    ['text/html', 'application/vc'],
  ])('as %s come with the embedded proof, as %s', async (accept, type) => {
    const answer = await world.send('GET', list, { headers: { accept } });
    expect(answer.headers.get('content-type')).toBe(type);
    expect(await answer.json()).toHaveProperty('proof');
  });

  test('that nobody keeps are not found', async () => {
    for (const name of ['nonsense', `${AGENCY}-99-agency-revocation`, 'S000033000999-1-agency-revocation']) {
      expect((await world.send('GET', `/status/${name}`)).status).toBe(404);
    }
  });
});

describe('DID documents', () => {
  test('of the authority and of agencies', async () => {
    const authority = await world.send('GET', '/.well-known/did.json');
    expect(authority.headers.get('content-type')).toBe('application/did+json');
    expect(await authority.json()).toMatchObject({ id: 'did:web:cert.example' });
    const agency = await world.send('GET', `/agencies/${AGENCY}/did.json`);
    expect(await agency.json()).toMatchObject({ id: `did:web:cert.example:agencies:${AGENCY}` });
  });

  test('of nobody are not found', async () => {
    for (const code of ['S000033000999', 'authority', '..']) {
      expect((await world.send('GET', `/agencies/${code}/did.json`)).status).toBe(404);
    }
  });
});

describe('pinned files', () => {
  test.each([
    ['/contexts/certificate-v1.jsonld', 'application/ld+json'],
    ['/schemas/skill-level-cn-1.schema.json', 'application/schema+json'],
  ])('%s never changes', async (path, type) => {
    const answer = await world.send('GET', path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await answer.json()).toBeTypeOf('object');
    expect((await world.send('GET', `${path}x`)).status).toBe(404);
  });
});
