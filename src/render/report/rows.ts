/** One row of a report, for programs (JSON) and as a line of a table. */
import type { LanguageText } from '../../core/language.ts';
import { reason as knownReason } from '../../core/lists.ts';
import type { RowResult } from '../../core/verification.ts';
import type { Line } from '../../lib/table/write.ts';
import type { ResultText } from '../../verify/many/run.ts';
import { authorityText } from '../authority.ts';
import { byText, effectText, faultText, HEADINGS, noticeText, verdictText } from './words.ts';

interface Coded extends LanguageText {
  readonly code: string;
}

/** What programs get of a row. */
export interface ShownRow
  extends Omit<RowResult, 'verdict' | 'certificate' | 'reason' | 'effect' | 'notices' | 'fault'> {
  readonly verdict: Coded;
  readonly number?: string;
  readonly name?: string;
  readonly occupation?: Coded;
  readonly level?: Coded;
  readonly issuer?: Coded;
  readonly issuedOn?: string;
  readonly validUntil?: string;
  readonly reason?: Coded;
  readonly effect?: Coded;
  readonly notes?: readonly Coded[];
}

export const resultText: ResultText = {
  headings: HEADINGS,
  describe(result) {
    const json = shownRow(result);
    return { json, line: lineOf(json) };
  },
};

function shownRow({
  row,
  verdict,
  checks,
  certificate,
  authority,
  reason,
  effect,
  notices = [],
  fault,
  ...rest
}: RowResult): ShownRow {
  const notes = [
    ...(authority ? [coded(authority.origin, authorityText(authority))] : []),
    ...notices.map((code) => coded(code, noticeText(code))),
    ...(fault === undefined ? [] : [coded(fault, faultText(fault))]),
  ];
  return {
    row,
    verdict: coded(verdict, verdictText(verdict)),
    ...(checks.length > 0 && { checks }),
    ...(certificate && certificateFacts(certificate)),
    ...(authority && { authority }),
    ...rest,
    ...(reason !== undefined && { reason: coded(reason, knownReason(reason)?.name) }),
    // A suspension takes no effect of its own.
    ...(effect !== undefined && verdict !== 'suspended' && { effect: coded(effect, effectText(effect)) }),
    ...(notes.length > 0 && { notes }),
  } as ShownRow;
}

function certificateFacts({
  number,
  printedNumber,
  holder,
  occupation,
  level,
  issuer,
  issuedOn,
  validUntil,
}: NonNullable<RowResult['certificate']>) {
  const shownNumber = printedNumber ?? number;
  return {
    ...(shownNumber !== undefined && { number: shownNumber }),
    name: holder.name,
    ...(occupation && { occupation: coded(occupation.code, occupation.name) }),
    ...(level && { level: coded(level.code, level.name) }),
    issuer: coded(issuer.code ?? issuer.id, issuer.name),
    ...(issuedOn !== undefined && { issuedOn }),
    ...(validUntil !== undefined && { validUntil }),
  };
}

function coded(code: string, text: LanguageText = { zh: code, en: code }): Coded {
  return { code, zh: text.zh, en: text.en };
}

function lineOf(shown: ShownRow): Line {
  const { row, verdict, checks = [], by, since, reason, effect, effectiveFrom, notes = [] } = shown;
  const { number, name, occupation, level, issuer, issuedOn, validUntil, replacedBy } = shown;
  const who = by && byText(by);
  return [
    row,
    verdict.code,
    verdict.zh,
    verdict.en,
    checks.map(({ id, result, detail }) => `${id}: ${result}${detail === undefined ? '' : ` (${detail})`}`).join('; '),
    who && `${who.zh} ${who.en}`,
    since,
    reason?.zh,
    reason?.en,
    effect?.zh,
    effect?.en,
    effectiveFrom,
    number,
    name,
    occupation?.zh,
    occupation?.en,
    level?.zh,
    level?.en,
    issuer?.zh,
    issuer?.en,
    issuedOn,
    validUntil,
    replacedBy,
    notes.map(({ zh }) => zh).join('；'),
    notes.map(({ en }) => en).join('; '),
  ];
}
