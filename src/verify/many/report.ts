/** The report on a file: who asked why, which file, what came of it, and against which signed lists. */
import { type Instant, rfc3339 } from '../../core/calendar.ts';
import type { Deps } from '../../core/deps.ts';
import { AUTHORITY } from '../../core/key.ts';
import type { LanguageText } from '../../core/language.ts';
import { purpose } from '../../core/lists.ts';
import type { RowVerdict, UsedList, VerificationFile } from '../../core/verification.ts';
import { signedStatement } from '../signed-statement.ts';

/** A file that whoever has the report can compare with it. */
export interface ResultFile {
  readonly mediaType: 'text/csv' | 'application/x-ndjson';
  readonly bytes: number;
  /** Lower-case hexadecimal, of the file as `/report.csv` and `/report.ndjson` give it. */
  readonly sha256: string;
}

export interface Findings {
  readonly begunAt: Instant;
  readonly finishedAt: Instant;
  /** How many rows came to which verdict. */
  readonly counts: Readonly<Partial<Record<RowVerdict, number>>>;
  readonly results: readonly ResultFile[];
  readonly trustLists: readonly UsedList[];
  readonly statusLists: readonly UsedList[];
}

/** What the signed report claims, in `credentialSubject.report`. */
export interface VerificationReport {
  readonly requester: { readonly code: string; readonly name: LanguageText };
  readonly purpose: { readonly code: string; readonly name: LanguageText };
  readonly file: { readonly format: string; readonly bytes: number; readonly sha256: string };
  readonly rows: number;
  /** RFC 3339 UTC. */
  readonly receivedAt: string;
  readonly begunAt: string;
  readonly finishedAt: string;
  readonly counts: Findings['counts'];
  readonly results: readonly ResultFile[];
  readonly trustLists: readonly UsedList[];
  readonly statusLists: readonly UsedList[];
}

/** Signs the report as the authority: `vc+jwt`, ES256. Nothing in it names a holder. */
export async function signedReport(deps: Deps, file: VerificationFile, findings: Findings): Promise<string> {
  const id = `${deps.settings.origin}/v1/verifications/${file.id}/report`;
  return signedStatement(deps, {
    id,
    type: 'VerificationReportCredential',
    validFrom: rfc3339(findings.finishedAt),
    credentialSubject: {
      id: `${id}#report`,
      type: 'VerificationReport',
      report: await claimsOf(deps, file, findings),
    },
  });
}

async function claimsOf({ store }: Deps, file: VerificationFile, findings: Findings): Promise<VerificationReport> {
  const { begunAt, finishedAt, counts, results, trustLists, statusLists } = findings;
  const { received } = file;
  const requester = file.owner === AUTHORITY ? await store.authority() : await store.employer(file.owner);
  const why = purpose(file.purpose);
  if (!received || !requester || !why) throw new Error('a report on a file that nobody asked for');
  const { format, bytes, sha256, rows } = received;
  return {
    requester: { code: file.owner, name: requester.name },
    purpose: why,
    file: { format, bytes, sha256 },
    rows,
    receivedAt: rfc3339(file.createdAt),
    begunAt: rfc3339(begunAt),
    finishedAt: rfc3339(finishedAt),
    counts,
    results,
    trustLists,
    statusLists,
  };
}
