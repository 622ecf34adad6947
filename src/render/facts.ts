import { inLanguage, type LanguageText } from '../core/language.ts';
import { reason } from '../core/lists.ts';
import type { Verification, VerifiedCertificate } from '../core/verdict.ts';
import { fill, type Language, WORDS, type Words } from './words.ts';

/** One line under a verdict: what it is, its value, and a code or detail in small print. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

type Value = { readonly value: string; readonly note?: string } | undefined;

/** What a verified certificate says, in the order in which people compare it with paper. */
export function factsOf(certificate: VerifiedCertificate, language: Language): Fact[] {
  return Object.entries(VALUES).flatMap(([name, read]) => {
    const shown = read(certificate, language);
    return shown ? [{ label: WORDS[language].facts[name as FactName], ...shown }] : [];
  });
}

type FactName = keyof Words['facts'];

const VALUES: Readonly<Record<FactName, (certificate: VerifiedCertificate, language: Language) => Value>> = {
  name: ({ holder }) => plain(holder.name),
  nameLatin: ({ holder }) => plain(holder.nameLatin),
  occupation: ({ occupation }, language) =>
    occupation &&
    named(occupation.name, language, `${occupation.classification} ${occupation.edition} ${occupation.code}`),
  jobDirection: ({ jobDirection }) => plain(jobDirection),
  level: ({ level }, language) => level && named(level.name, language, `${level.scheme} ${level.code}`),
  issuer: ({ issuer }, language) => named(issuer.name, language, issuer.code ?? issuer.id),
  number: ({ printedNumber, number }) => plain(printedNumber ?? number),
  maskedId: ({ holder }) => plain(holder.maskedId),
  assessedOn: ({ assessedOn }) => plain(assessedOn),
  issuedOn: ({ issuedOn }) => plain(issuedOn),
  validUntil: ({ validUntil }) => plain(validUntil),
  kind: ({ name }, language) => plain(name && inLanguage(name, language)),
};

function plain(value: string | undefined): Value {
  return value === undefined || value === '' ? undefined : { value };
}

/** The name with its code, or the code alone. */
function named(name: LanguageText | undefined, language: Language, code: string): Value {
  return name ? { value: inLanguage(name, language), note: code } : { value: code };
}

/** Who set the status, since when, why and with what effect; empty when nothing is set. */
export function statusFacts(verification: Verification, language: Language, timeZone: string): Fact[] {
  const words = WORDS[language].status;
  const { by, since, effect, effectiveFrom } = verification;
  const why = verification.reason;
  const named = why === undefined ? undefined : reason(why)?.name;
  return [
    ...(by ? [{ label: words.by, value: words[by] }] : []),
    ...(since ? [{ label: words.since, value: timeText(Date.parse(since), language, timeZone) }] : []),
    ...(why === undefined ? [] : [{ label: words.reason, value: named ? inLanguage(named, language) : why }]),
    ...(effect ? [{ label: words.effect, value: words.effects[effect] }] : []),
    ...(effectiveFrom ? [{ label: words.effectiveFrom, value: effectiveFrom }] : []),
  ];
}

/** Things to know that change no verdict, in words; a code without words stands for itself. */
export function noticesOf({ notices = [] }: Verification, language: Language): string[] {
  const words: Readonly<Record<string, string>> = WORDS[language].result.notice;
  return notices.map((code) => words[code] ?? code);
}

/** The verdict's word and next step, with the dates that they speak of. */
export function verdictText(verification: Verification, language: Language, timeZone: string) {
  const { title, next } = WORDS[language].verdicts[verification.verdict];
  const { asOf, certificate } = verification;
  const blanks = {
    asOf: asOf && timeText(Date.parse(asOf), language, timeZone),
    validUntil: certificate?.validUntil,
    issuedOn: certificate?.issuedOn,
  };
  return { title: fill(title, blanks), next: fill(next, blanks) };
}

/** A point in time as people of that language write it, with its time zone. */
export function timeText(at: number, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(WORDS[language].tag, { dateStyle: 'long', timeStyle: 'long', timeZone }).format(at);
}
