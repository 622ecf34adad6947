/** The part of the Store that employers' files need; the rules of `ports.ts` hold here too. */
import type { Instant } from './calendar.ts';
import type { Page } from './ports.ts';
import type { Received, VerificationFile, VerificationPart, VerificationState } from './verification.ts';

export type VerificationWrite =
  | { readonly write: 'verification.add'; readonly file: VerificationFile }
  | { readonly write: 'verification.part'; readonly part: VerificationPart }
  /** All of the file is there. */
  | {
      readonly write: 'verification.receive';
      readonly id: string;
      readonly received: Received;
      readonly requestKey?: string | undefined;
      readonly expiresAt: Instant;
    }
  /** Puts results into the place of rows. */
  | {
      readonly write: 'verification.results';
      readonly id: string;
      readonly part: number;
      readonly results: string;
    }
  | {
      readonly write: 'verification.report';
      readonly id: string;
      readonly report: string;
      readonly expiresAt: Instant;
    }
  /** Removes rows and results; `all` the rest too. */
  | { readonly write: 'verification.erase'; readonly id: string; readonly what: 'parts' | 'all' };

export interface VerificationReads {
  verification(id: string): Promise<VerificationState | undefined>;
  verificationByRequest(owner: string, requestKey: string): Promise<VerificationState | undefined>;
  /** Newest first, without those that are not all there. */
  verifications(page: Page & { readonly owner?: string | undefined }): Promise<VerificationState[]>;
  verificationPart(id: string, part: number): Promise<VerificationPart | undefined>;
  /** Those whose time is over, the longest first. */
  expiredVerifications(now: Instant, limit: number): Promise<VerificationFile[]>;
}
