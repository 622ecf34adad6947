/** What only tests use of Digital Bazaar's untyped packages. */

declare module '@digitalbazaar/vc' {
  import type { DataIntegrityProof, DocumentLoader } from '@digitalbazaar/data-integrity';

  export function verifyCredential(options: {
    credential: object;
    suite: DataIntegrityProof;
    documentLoader: DocumentLoader;
    checkStatus: () => Promise<{ verified: boolean }>;
    now: Date;
  }): Promise<{ readonly verified: boolean; readonly error?: { readonly errors?: readonly Error[] } }>;

  export function signPresentation(options: {
    presentation: object;
    suite: DataIntegrityProof;
    challenge: string;
    domain: string;
    documentLoader: DocumentLoader;
  }): Promise<object>;
}

declare module '@digitalbazaar/ed25519-multikey' {
  import type { Signer } from '@digitalbazaar/data-integrity';

  export function generate(): Promise<{ readonly publicKeyMultibase: string; signer(): Signer }>;
}

declare module '@digitalbazaar/ed25519-signature-2020' {
  import type { DataIntegrityProof, Signer } from '@digitalbazaar/data-integrity';

  export const Ed25519Signature2020: new (options: { signer: Signer; date: Date }) => DataIntegrityProof;
}

declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: unknown;
}

declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createSignCryptosuite(): unknown;
  export function createVerifyCryptosuite(): unknown;
}
