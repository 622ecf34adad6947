/** What the standards forbid, each under its own rule, and what they allow beside it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RULES } from '../../src/credential/rules.ts';
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

let world: VcApiWorld;
beforeAll(async () => {
  world = await openVcApi();
});
afterAll(() => world.world.close());
const issue: VcApiWorld['issue'] = (...order) => world.issue(...order);
const verify: VcApiWorld['verify'] = (...question) => world.verify(...question);
const post: VcApiWorld['post'] = (...request) => world.post(...request);

/** A change to a credential, and the rule that it breaks. */
const FORBIDDEN: readonly (readonly [keyof typeof RULES, Json])[] = [
  ['credential/context', { '@context': undefined }],
  ['credential/context', { '@context': V2 }],
  ['credential/context', { '@context': 4 }],
  ['credential/context', { '@context': [EXAMPLES, V2] }],
  ['credential/context', { '@context': [V2, 123_192_875] }],
  ['credential/context', { '@context': [V2, 'https ://not-a-url/contexts'] }],
  ['credential/unknown-context', { '@context': [V2, 'https://example.com'] }],
  ['credential/undefined-term', { '@context': [V2], type: ['VerifiableCredential', 'Unmapped'] }],
  ['credential/undefined-term', { '@context': [V2], surprise: 1 }],
  [
    'credential/undefined-term',
    { '@context': [V2, { Mapped: 'https ://not-a-url#Mapped' }], type: ['VerifiableCredential', 'Mapped'] },
  ],
  ['credential/undefined-term', { '@context': [V2, { VerifiableCredential: 'https://example.org/#Other' }] }],
  ['credential/undefined-term', { '@context': [V2, { '@protected': true, A: 'urn:a:1' }, { A: 'urn:a:2' }] }],
  ['credential/id', { id: null }],
  ['credential/id', { id: ['urn:uuid:1', 'urn:uuid:2'] }],
  ['credential/id', { id: 'not-a-url' }],
  ['credential/type', { type: undefined }],
  ['credential/type', { type: ['https://example.org/#Other'] }],
  ['credential/type', { type: ['VerifiableCredential', null] }],
  ['credential/name', { name: { '@value': 'x', '@language': 'en', url: 'https://example.org' } }],
  ['credential/name', { description: { '@value': 'x', '@direction': 'up' } }],
  ['credential/name', { issuer: { id: DID, name: 4 } }],
  ['credential/name', { issuer: { id: DID, description: { '@language': 'en' } } }],
  ['credential/issuer', { issuer: undefined }],
  ['credential/issuer', { issuer: null }],
  ['credential/issuer', { issuer: 'not-a-url' }],
  ['credential/issuer', { issuer: { id: null } }],
  ['credential/issuer', { issuer: [] }],
  ['credential/subject', { credentialSubject: undefined }],
  ['credential/subject', { credentialSubject: {} }],
  ['credential/subject', { credentialSubject: [{ id: 'did:example:1' }, {}] }],
  ['credential/subject', { credentialSubject: 'did:example:1' }],
  ['credential/subject', { credentialSubject: { id: ['did:example:1', 'did:example:2'] } }],
  ['credential/valid-from', { validFrom: '2026-11-01' }],
  ['credential/valid-until', { validUntil: '2026-11-01T00:00:00' }],
  ['credential/period', { validFrom: '2026-11-02T00:00:00Z', validUntil: '2026-11-01T00:00:00Z' }],
  ['credential/status', { credentialStatus: { id: 'did:example:status' } }],
  ['credential/status', { credentialStatus: { id: 'did:example:status', type: 2 } }],
  ['credential/status', { credentialStatus: { id: 'no url', type: 'https://example.org/#Status' } }],
  ['credential/schema', { credentialSchema: { id: 'did:example:schema' } }],
  ['credential/schema', { credentialSchema: { type: 'JsonSchema' } }],
  ['credential/schema', { credentialSchema: { id: 4, type: 'JsonSchema' } }],
  ['credential/evidence', { evidence: [{ id: 'did:example:1' }] }],
  ['credential/evidence', { evidence: 'text' }],
  ['credential/terms-of-use', { termsOfUse: { id: 'did:example:1' } }],
  ['credential/refresh-service', { refreshService: { id: 'did:example:1' } }],
  ['credential/related-resource', { relatedResource: ['https://example.org/1'] }],
  ['credential/related-resource', { relatedResource: { digestSRI: `sha256-${'A'.repeat(43)}=` } }],
  [
    'credential/related-resource',
    { relatedResource: Array(2).fill({ id: EXAMPLES, digestSRI: `sha256-${'A'.repeat(43)}=` }) },
  ],
  ['credential/related-digest', { relatedResource: { id: 'https://example.org/1' } }],
  ['credential/related-digest', { relatedResource: { id: 'https://example.org/1', digestSRI: 'md5-AAAA' } }],
  ['credential/related-digest', { relatedResource: { id: 'https://example.org/1', digestMultibase: 'uZTQ0MjM1NiAg' } }],
  ['credential/related-digest', { relatedResource: { id: V2, digestSRI: `sha256-${'A'.repeat(43)}=` } }],
  ['status/index', { credentialStatus: entry({ statusListIndex: true }) }],
  ['status/purpose', { credentialStatus: entry({ statusPurpose: undefined }) }],
  ['status/list', { credentialStatus: entry({ statusListCredential: 'here' }) }],
  ['status/id', { credentialStatus: entry({ id: 'https://example.com/list' }) }],
  ['status/size', { credentialStatus: entry({ statusSize: 0 }) }],
  ['status/message', { credentialStatus: entry({ statusSize: 2 }) }],
  ['status/message', { credentialStatus: entry({ statusSize: 1, statusMessage: [{ status: '0x0', message: 'a' }] }) }],
  ['status/reference', { credentialStatus: entry({ statusReference: 4 }) }],
  ['status/list-type', list({ type: 'Other' })],
  ['status/purpose', list({ statusPurpose: undefined })],
  ['status/encoded-list', list({ encodedList: 'H4sIAAAAAAAA' })],
  ['status/ttl', list({ ttl: -1 })],
];

function list(more: Json): Json {
  const subject = { type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: 'uH4sIAAAAAAAA', ...more };
  return { type: ['VerifiableCredential', 'BitstringStatusListCredential'], credentialSubject: subject };
}

describe('what the data model forbids', () => {
  test.each(FORBIDDEN)('%s: %j is neither issued nor verified', async (rule, change) => {
    const wrong = credential(change);
    const refused = await post('/credentials/issue', { credential: wrong });
    expect(refused.status).toBe(400);
    expect(refused.body.violations).toContainEqual(expect.objectContaining({ rule }));
    if (rule === 'credential/undefined-term' || rule === 'credential/unknown-context') return;
    if (rule === 'credential/related-digest' && Object(change.relatedResource).id === V2) return;
    const judged = await verify({ ...wrong, proof: {} });
    expect(judged.status).toBe(400);
    expect(judged.body.verified).toBe(false);
    expect(rulesOf(judged.body)).toContain(rule);
  });

  test.each<[string, Json]>([
    [
      'contexts inside',
      { '@context': [V2, { Example: 'https://example.org/#Example' }], type: ['VerifiableCredential', 'Example'] },
    ],
    ['types that are URLs', { type: ['https://example.org/#Example', 'VerifiableCredential'] }],
    [
      'text with a language',
      {
        name: { '@value': 'Name', '@language': 'en', '@direction': 'ltr' },
        description: [{ '@value': 'a' }, { '@value': 'b', '@language': 'ar', '@direction': 'rtl' }],
      },
    ],
    ['several subjects', { credentialSubject: [{ id: 'did:example:1' }, { id: 'did:example:2' }] }],
    ['a period', { validFrom: '2025-11-01T00:00:00.5-05:00', validUntil: '9026-11-01T00:00:00Z' }],
    [
      'everything else',
      {
        credentialSchema: [{ type: 'https://example.org/#Schema', id: 'did:example:schema' }],
        evidence: [{ type: 'https://example.org/#Evidence' }],
        termsOfUse: { type: 'https://example.org/#Terms', id: 'urn:policy:1' },
        refreshService: { type: 'https://example.org/#Refresh' },
      },
    ],
    [
      'digests',
      {
        relatedResource: [
          {
            id: V2,
            mediaType: 'application/ld+json',
            digestSRI: 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
            digestMultibase: 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ',
          },
          { id: 'https://example.org/1', digestMultibase: 'uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw' },
        ],
      },
    ],
  ])('%s may be there', async (_what, change) => {
    const issued = await issue(credential(change));
    expect((await verify(issued)).body).toMatchObject({ verified: true });
  });

  test('a body that asks for something else is refused', async () => {
    expect((await post('/credentials/issue', { verifiableCredential: credential() })).status).toBe(400);
    expect((await post('/credentials/issue', { credential: credential({ proof: {} }) })).status).toBe(400);
    expect((await post('/credentials/verify', {})).status).toBe(400);
    expect((await post('/credentials/verify', { verifiableCredential: null })).status).toBe(400);
    expect((await post('/presentations/verify', { verifiablePresentation: {} })).status).toBe(400);
  });

  test('a validity that the clock contradicts', async () => {
    expect(rulesOf((await verify(await issue(credential({ validUntil: '2026-11-19T00:00:00Z' })))).body)).toEqual([
      'credential/expired',
    ]);
    expect(rulesOf((await verify(await issue(credential({ validFrom: '2026-11-21T00:00:00Z' })))).body)).toEqual([
      'credential/not-yet-valid',
    ]);
  });
});

describe('what Data Integrity forbids', () => {
  const P = (change: Json) => (one: Json) => ({ ...one, proof: { ...Object(one.proof), ...change } });
  test.each<[keyof typeof RULES, (one: Json) => Json, Json?]>([
    ['proof/missing', ({ proof: _, ...one }) => one],
    ['proof/missing', (one) => ({ ...one, proof: null })],
    ['proof/missing', (one) => ({ ...one, proof: [] })],
    ['proof/missing', (one) => ({ ...one, proof: 'text' })],
    ['proof/type', P({ type: undefined })],
    ['proof/type', P({ type: 'UnknownProofType' })],
    ['proof/cryptosuite', P({ cryptosuite: undefined })],
    ['proof/cryptosuite', P({ cryptosuite: 'UnknownCryptosuite' })],
    ['proof/cryptosuite', P({ cryptosuite: 'Ed25519Signature2020' })],
    ['proof/purpose', P({ proofPurpose: undefined })],
    ['proof/purpose', P({ proofPurpose: 'authentication' })],
    ['proof/purpose', (one) => one, { expectedProofPurpose: 'authentication' }],
    ['proof/verification-method', P({ verificationMethod: undefined })],
    ['proof/verification-method', P({ verificationMethod: 'did:key:invalidVm' })],
    ['proof/verification-method', P({ verificationMethod: `${DID}#nothing` })],
    ['proof/value', P({ proofValue: undefined })],
    ['proof/value', P({ proofValue: null })],
    ['proof/value', (one) => P({ proofValue: String(Object(one.proof).proofValue).slice(1) })(one)],
    ['proof/created', P({ created: 'invalidDate' })],
    ['proof/created', P({ created: '2026-11-20T08:00:00' })],
    ['proof/expires', P({ expires: '2026-11-20T07:00:00Z' })],
    ['proof/domain', (one) => one, { domain: 'domain.example' }],
    ['proof/domain', P({ domain: 4 })],
    ['proof/challenge', (one) => one, { challenge: '1235abcd6789' }],
    ['proof/challenge', P({ challenge: 4 })],
    ['proof/nonce', P({ nonce: 4 })],
    ['proof/id', P({ id: 'no url' })],
    ['proof/previous', P({ previousProof: 'urn:uuid:1' })],
    ['proof/context', P({ '@context': [V2] })],
    ['proof/signature', P({ created: '2026-11-20T08:00:01Z' })],
    ['proof/signature', (one) => ({ ...one, name: 'Another' })],
    ['credential/unknown-context', (one) => ({ ...one, '@context': [V2, 'https://example.com'] })],
    ['credential/undefined-term', (one) => ({ ...one, '@context': [V2], undefinedTerm: 'x' })],
  ])('%s', async (rule, change, options) => {
    for (const cryptosuite of ['eddsa-rdfc-2022', 'ecdsa-rdfc-2019']) {
      const issued = await issue(credential(), { cryptosuite });
      const { status, body } = await verify(change(issued), { checks: ['proof'], ...options });
      expect({ status, rules: rulesOf(body) }).toEqual({ status: 400, rules: [rule] });
      expect(body.problemDetails).toEqual([expect.objectContaining({ type: `urn:yinzheng:rule:${rule}` })]);
    }
  });

  test('a key of another kind', async () => {
    const issued = await issue(credential());
    const { verificationMethod } = Object((await issue(credential(), { cryptosuite: 'ecdsa-rdfc-2019' })).proof);
    expect(rulesOf((await verify(P({ verificationMethod })(issued))).body)).toEqual(['proof/key']);
  });
});
