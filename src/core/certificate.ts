import type { Instant, LocalDate } from './calendar.ts';
import type { OccupationRef } from './catalogue.ts';
import type { LanguageText } from './language.ts';
import type { StatusSlot } from './status.ts';
import type { CopyFormat, FurtherFormat } from './template.ts';

/** What an agency asks for: CONTRACT's request for one certificate. */
export interface CertificateRequest {
  readonly template: string;
  readonly holder: {
    readonly name: string;
    readonly nameLatin?: string | undefined;
    readonly idType: string;
    readonly idNumber: string;
    /** ISO 3166-1 alpha-2; only foreign passports need it. */
    readonly nationality?: string | undefined;
  };
  readonly occupation: OccupationRef;
  readonly jobDirection?: string | undefined;
  readonly level: { readonly scheme: string; readonly code: string };
  readonly assessment: {
    readonly batch?: string | undefined;
    readonly route: string;
    readonly assessedOn: LocalDate;
    /** Division code of the province where it was. Missing: the agency's own. */
    readonly region?: string | undefined;
    /** 0–100 with at most one decimal. */
    readonly theory?: number | undefined;
    readonly practical?: number | undefined;
    readonly comprehensive?: number | undefined;
  };
  readonly issuedOn: LocalDate;
}

/** The signatures over one certificate. Documents are put together from these and `Certificate.document`. */
export interface Securing {
  /** The embedded Data Integrity proof. */
  readonly proof: Readonly<Record<string, unknown>>;
  /** Embedded proofs of the further formats that the template asks for, each for the document alone. */
  readonly proofs?: Readonly<Partial<Record<FurtherFormat, Readonly<Record<string, unknown>>>>>;
  /** Protected header and signature of the vc+jwt, base64url each. */
  readonly jwt: { readonly header: string; readonly signature: string };
  /** COSE_Sign1 of the QR code, base64url. */
  readonly seal: string;
}

/** What is kept of a copy that was signed when it was fetched: enough to know it again. */
export interface SignedCopy {
  /** SHA-256 of the part that the issuer signed, base64url. */
  readonly id: string;
  readonly certificate: string;
  readonly agency: string;
  readonly format: CopyFormat;
  /** Id of the wallet's request that it answers, and its place among the answers. */
  readonly request?: string;
  readonly place?: number;
  readonly signedAt: Instant;
}

/** A certificate whose number and slot are taken and whose exact bytes are decided, signed or about to be. */
export interface PreparedCertificate extends StatusSlot {
  /** UUIDv7. */
  readonly id: string;
  readonly number: string;
  readonly numberScheme: string;
  readonly numberCheck: string;
  readonly template: string;
  readonly templateVersion: number;
  readonly person: string;
  readonly holderName: string;
  readonly maskedId: string;
  readonly occupation: OccupationRef & { readonly name: LanguageText };
  readonly jobDirection?: string;
  readonly level: { readonly scheme: string; readonly code: string };
  readonly route: string;
  /** As the agency named the batch of its assessment. */
  readonly batch?: string;
  readonly assessedOn: LocalDate;
  readonly issuedOn: LocalDate;
  readonly validUntil?: LocalDate;
  /** Id of the certificate that this one takes the place of. */
  readonly replaces?: string;
  /** The unsigned credential: the exact JSON text that is signed. */
  readonly document: string;
  /** Ids of the keys that sign it. */
  readonly keys: { readonly Ed25519: string; readonly ES256: string };
  readonly preparedAt: Instant;
}

export interface Certificate extends PreparedCertificate {
  readonly securing: Securing;
  readonly signedAt: Instant;
}

/** Number as people write it: with its check character behind a hyphen. */
export function printedNumber(certificate: { number: string; numberCheck: string }): string {
  return `${certificate.number}-${certificate.numberCheck}`;
}
