/** An agency with a key of each kind behind the VCALM calls, and how to ask. */
import { expect } from 'vitest';
import { agencyDid } from '../../src/credential/did.ts';
import { AGENCY, ORIGIN, openWorld, type World } from './world.ts';

export type Json = Record<string, unknown>;

export const V2 = 'https://www.w3.org/ns/credentials/v2';
export const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';
export const DID = agencyDid(ORIGIN, AGENCY);

export interface VcApiWorld {
  readonly world: World;
  /** The did:key of each of the agency's keys, by algorithm. */
  readonly didKeys: Readonly<Record<string, string>>;
  post(path: string, body: unknown): Promise<{ status: number; body: Json }>;
  issue(credential: Json, options?: Json): Promise<Json>;
  verify(verifiableCredential: unknown, options?: Json): Promise<{ status: number; body: Json }>;
}

export async function openVcApi(allowedHosts: readonly string[] = []): Promise<VcApiWorld> {
  const world = await openWorld({ vcApi: true, allowedHosts });
  await world.send('POST', '/v1/keys', { as: 'signer', body: { algorithm: 'ES384' } });
  const { items } = (await (await world.send('GET', '/v1/keys', { as: 'signer' })).json()) as { items: Json[] };
  const post = async (path: string, body: unknown) => {
    const response = await world.send('POST', path, { as: 'signer', body });
    return { status: response.status, body: (await response.json()) as Json };
  };
  return {
    world,
    didKeys: Object.fromEntries(items.map(({ algorithm, didKey }) => [String(algorithm), String(didKey)])),
    post,
    async issue(credential, options = {}) {
      const { status, body } = await post('/credentials/issue', { credential, options });
      expect(status, JSON.stringify(body)).toBe(201);
      return body.verifiableCredential as Json;
    },
    verify: (verifiableCredential, options) =>
      post('/credentials/verify', { verifiableCredential, ...(options && { options }) }),
  };
}

/** A credential that breaks no rule, with changes. */
export function credential(more: Json = {}): Json {
  return {
    '@context': [V2, EXAMPLES],
    type: ['VerifiableCredential'],
    issuer: DID,
    credentialSubject: { id: 'did:example:subject', name: 'Alice' },
    ...more,
  };
}

export const rulesOf = (body: Json) => (body.problemDetails as { rule: string }[]).map(({ rule }) => rule);

export function entry(more: Json): Json {
  const list = { statusListIndex: '94567', statusListCredential: 'https://example.com/list' };
  return { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', ...list, ...more };
}
