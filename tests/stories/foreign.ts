/** Programs of others over our documents: Digital Bazaar's verifier and jose, with DID documents fetched over HTTP. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { documentLoader } from '../../src/credential/contexts.ts';
import type { World } from './world.ts';

interface DidDocument {
  readonly '@context': unknown;
  readonly id: string;
  readonly verificationMethod: readonly (Record<string, unknown> & { id: string; publicKeyJwk?: JWK })[];
  readonly assertionMethod: readonly string[];
}

/** The document of a did:web of this service (did:web method specification, section 3.2), but over http. */
export async function didDocument(world: World, did: string): Promise<DidDocument> {
  const [, , host = '', ...path] = did.split(':');
  if (`http://${decodeURIComponent(host)}` !== world.origin) throw new Error(`${did} is not of ${world.origin}`);
  const { body } = await world.call<DidDocument>(`GET /${path.length === 0 ? '.well-known' : path.join('/')}/did.json`);
  return body;
}

/** Loads DID documents and keys over HTTP, our context over HTTP too, and W3C's contexts as they are pinned. */
function loaderOf(world: World) {
  const pinned = documentLoader('https://pinned.example');
  return async (url: string) => {
    const found = (document: unknown) => ({ contextUrl: null, documentUrl: url, document });
    if (url.startsWith('did:web:')) {
      const [did = '', fragment] = url.split('#');
      const document = await didDocument(world, did);
      if (fragment === undefined) return found(document);
      const method = document.verificationMethod.find(({ id }) => id === url);
      return found({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
    }
    if (url.startsWith(`${world.origin}/contexts/`)) {
      return found((await world.call(`GET ${url.slice(world.origin.length)}`)).body);
    }
    return pinned(url);
  };
}

/** What Digital Bazaar's verifier says of a credential with an embedded proof. Its status is not looked at. */
export async function verifyEmbedded(world: World, credential: object): Promise<{ verified: boolean; error?: string }> {
  const { verified, error } = await vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: loaderOf(world),
    checkStatus: async () => ({ verified: true }),
    now: world.now(),
  });
  const causes = (error?.errors ?? []).map(({ message }) => message).join('; ');
  return verified ? { verified } : { verified, error: causes };
}

/** The payload of a vc+jwt that jose accepts, under a key that the issuer's DID document lists for assertions. */
export async function verifyJwt(world: World, jwt: string): Promise<{ id: string; issuer: string | { id: string } }> {
  const { kid = '', typ, alg } = decodeProtectedHeader(jwt);
  const [did = ''] = kid.split('#');
  const { verificationMethod, assertionMethod } = await didDocument(world, did);
  const jwk = verificationMethod.find(({ id }) => id === kid)?.publicKeyJwk;
  if (!jwk || !assertionMethod.includes(kid)) throw new Error(`${did} does not list ${kid}`);
  const { payload } = await compactVerify(jwt, await importJWK(jwk, alg ?? ''), { algorithms: ['ES256'] });
  const credential = JSON.parse(new TextDecoder().decode(payload));
  const issuer = typeof credential.issuer === 'string' ? credential.issuer : credential.issuer.id;
  if (typ !== 'vc+jwt' || issuer !== did) throw new Error('not a vc+jwt of this issuer');
  return credential;
}
