/** A holder's wallet, as the OpenWallet Foundation's library for OpenID4VCI makes one. It talks to the service as it likes. */
import { setGlobalConfig } from '@openid4vc/oauth2';
import { type CredentialOfferObject, type IssuerMetadataResult, Openid4vciClient } from '@openid4vc/openid4vci';
import type { SigningKey } from '../../src/core/ports.ts';
import { joinJwt, signUnder } from '../../src/credential/vc-jose.ts';
import { sha256 } from '../../src/lib/bytes.ts';
import type { World } from './world.ts';

// Stories speak HTTP on the loopback.
setGlobalConfig({ allowInsecureUrls: true });

export interface Wallet {
  readonly client: Openid4vciClient;
  readonly offer: CredentialOfferObject;
  readonly issuerMetadata: IssuerMetadataResult;
  /** Redeems the code of the offer. */
  token(txCode: string): Promise<string>;
  /** Key proofs with a new nonce. */
  proofs(configuration: string, keys: readonly SigningKey[]): Promise<string[]>;
}

/** Opens a link in a wallet. */
export async function openWallet(world: World, link: string): Promise<Wallet> {
  let signer: SigningKey | undefined;
  const client = new Openid4vciClient({
    callbacks: {
      fetch: async (url, init) => answerTo(world, String(url), init),
      hash: (data) => sha256(new Uint8Array(data)),
      generateRandom: (length) => crypto.getRandomValues(new Uint8Array(length)),
      clientAuthentication: ({ body }) => void body,
      async signJwt(_, { header, payload }) {
        if (!signer) throw new Error('no key');
        const { alg: __, ...members } = header;
        const text = JSON.stringify(payload);
        return { jwt: joinJwt(text, await signUnder(members, text, signer)), signerJwk: { ...signer.publicJwk } };
      },
    },
  });
  const offer = await client.resolveCredentialOffer(link);
  const issuerMetadata = await client.resolveIssuerMetadata(offer.credential_issuer);
  return {
    client,
    offer,
    issuerMetadata,
    async token(txCode) {
      const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
        credentialOffer: offer,
        issuerMetadata,
        txCode,
      });
      return accessTokenResponse.access_token;
    },
    async proofs(credentialConfigurationId, keys) {
      const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
      const made: string[] = [];
      for (const key of keys) {
        signer = key;
        const alg = key.algorithm === 'Ed25519' ? 'EdDSA' : key.algorithm;
        const { jwt } = await client.createCredentialRequestJwtProof({
          issuerMetadata,
          credentialConfigurationId,
          nonce,
          issuedAt: world.now(),
          signer: { method: 'jwk', alg, publicJwk: { ...key.publicJwk } },
        });
        made.push(jwt);
      }
      return made;
    },
  };
}

/** Whatever the library asks goes to the service under test. */
async function answerTo(world: World, url: string, init: RequestInit = {}): Promise<Response> {
  const { pathname, search } = new URL(url);
  const headers = new Headers(init.headers);
  const type = headers.get('content-type') ?? undefined;
  headers.delete('content-type');
  const method = init.method === 'POST' ? 'POST' : 'GET';
  const {
    status,
    headers: got,
    bytes,
  } = await world.call(`${method} ${pathname}${search}`, {
    headers: Object.fromEntries(headers),
    ...(init.body != null && { text: String(init.body) }),
    ...(type !== undefined && { type }),
  });
  return new Response(status === 204 ? null : bytes, { status, headers: got });
}
