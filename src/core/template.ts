import type { LanguageText } from './language.ts';

export type CredentialType = 'skill_level' | 'special_capability' | 'professional_technical' | 'qualification';
/** In these every certificate is signed. */
export const BASIC_FORMATS = ['eddsa-rdfc-2022', 'vc+jwt', 'seal'] as const;
/** Embedded proofs that a template may ask for besides, for verifiers that know no other. */
export const FURTHER_FORMATS = ['eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'ecdsa-jcs-2019'] as const;
export type FurtherFormat = (typeof FURTHER_FORMATS)[number];
/** Signed anew each time somebody fetches them, so that no two copies look alike; `issue/copy.ts`. */
export const COPY_FORMATS = ['dc+sd-jwt'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];
export type FormatId = (typeof BASIC_FORMATS)[number] | FurtherFormat | CopyFormat;

/**
 * What a template may add to its certificates: `open-badge`, that each is also an Open Badge 3.0; `render-method`, the
 * picture that wallets draw.
 */
export const TEMPLATE_EXTRAS = ['open-badge', 'render-method'] as const;
export type TemplateExtra = (typeof TEMPLATE_EXTRAS)[number];

/** One immutable version of a certificate template. A change is a new version. */
export interface Template {
  readonly id: string;
  /** 1, 2, 3 … */
  readonly version: number;
  readonly credentialType: CredentialType;
  readonly name: LanguageText;
  /** File name in `schemas/certificates/`, e.g. `skill-level-cn-1.schema.json`. */
  readonly schema: string;
  readonly levelScheme: string;
  /** Numbering scheme id, see `core/numbering.ts`. */
  readonly numbering: string;
  readonly formats: readonly FormatId[];
  /** Missing: nothing. */
  readonly extras?: readonly TemplateExtra[] | undefined;
  /** Months of validity, or null for certificates without an end. */
  readonly validityMonths: number | null;
  /** What certificates take. It has no term for evidence of exams: that is named as long as its batch is kept. */
  readonly policy: {
    /** Who releases certificates: nobody beyond the signer, a second person of the agency, or also the authority. */
    readonly approval: 'none' | 'agency' | 'authority';
    /** Evaluation routes that this template allows. */
    readonly routes: readonly string[];
    /** Scores that must be there. */
    readonly requiredScores: readonly ('theory' | 'practical' | 'comprehensive')[];
    /** `hold`: a second live certificate for the same takes a second person; see `issue/duplicates.ts`. */
    readonly duplicates?: 'allow' | 'hold' | undefined;
  };
}
