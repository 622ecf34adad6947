/** The parts of Digital Bazaar's untyped packages that are used here. */

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export interface Cryptosuite {
    readonly name: string;
    readonly requiredAlgorithm: string;
    canonize(input: object, options: object): Promise<string>;
    createVerifier(options: { verificationMethod: object }): Promise<Verifier>;
  }
  export interface Verifier {
    readonly algorithm: string;
    verify(options: { data: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer> }): Promise<boolean>;
  }
  export const cryptosuite: Cryptosuite;
}

declare module '@digitalbazaar/data-integrity' {
  export interface Signer {
    readonly id: string;
    readonly algorithm: string;
    sign(options: { data: Uint8Array<ArrayBuffer> }): Promise<Uint8Array<ArrayBuffer>>;
  }
  export type DocumentLoader = (url: string) => Promise<{ document: unknown }>;

  export class DataIntegrityProof {
    constructor(options: { cryptosuite: unknown; signer?: Signer; date?: Date | null });
    createProof(options: {
      document: object;
      documentLoader: DocumentLoader;
      proofSet: readonly object[];
      purpose: { update(): Promise<object> };
    }): Promise<Record<string, unknown>>;
    derive(options: {
      document: object;
      documentLoader: DocumentLoader;
      proofSet: readonly object[];
      purpose: { readonly term: unknown };
    }): Promise<Record<string, unknown>>;
    verifyProof(options: {
      proof: object;
      document: object;
      documentLoader: DocumentLoader;
    }): Promise<{ readonly verified: boolean; readonly error?: Error }>;
  }
}

declare module '@digitalbazaar/vc' {
  import type { DataIntegrityProof, DocumentLoader } from '@digitalbazaar/data-integrity';

  export function issue(options: {
    credential: object;
    suite: DataIntegrityProof;
    documentLoader: DocumentLoader;
  }): Promise<{ readonly proof: Record<string, unknown> }>;
}

declare module '@digitalbazaar/ecdsa-sd-2023-cryptosuite' {
  export function createSignCryptosuite(options: { mandatoryPointers: string[] }): unknown;
  export function createDiscloseCryptosuite(options: { selectivePointers: string[] }): unknown;
  export function createVerifyCryptosuite(): unknown;
}
