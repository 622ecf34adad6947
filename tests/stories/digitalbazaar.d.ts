/** The verifier of Digital Bazaar's untyped package, which only stories use. */

declare module '@digitalbazaar/vc' {
  import type { DataIntegrityProof, DocumentLoader } from '@digitalbazaar/data-integrity';

  export function verifyCredential(options: {
    credential: object;
    suite: DataIntegrityProof;
    documentLoader: DocumentLoader;
    checkStatus: () => Promise<{ verified: boolean }>;
    now: Date;
  }): Promise<{ readonly verified: boolean; readonly error?: { readonly errors?: readonly Error[] } }>;
}
