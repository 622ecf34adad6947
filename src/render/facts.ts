import { inLanguage, type LanguageText } from '../core/language.ts';
import type { Verification, VerifiedCertificate } from '../core/verdict.ts';
import { fill, languageOf, type ResultWords } from './words.ts';

/** How whatever is shown is put into words. The same in the service and in the browser. */
export interface Speech {
  readonly words: ResultWords;
  /** What reasons are called, by code. */
  readonly reasons: Readonly<Record<string, string>>;
  /** IANA name, or undefined for the reader's own. */
  readonly timeZone: string | undefined;
  /** The host that checks. */
  readonly host: string;
}

/** One line under a verdict: what it is, its value, and a code or detail in small print. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

type Value = Omit<Fact, 'label'> | undefined;

/** What a verified certificate says, in the order in which people compare it with paper. */
export function factsOf(certificate: VerifiedCertificate, words: ResultWords): Fact[] {
  const language = languageOf(words);
  return Object.entries(VALUES).flatMap(([name, read]) => {
    const shown = read(certificate, language);
    return shown ? [{ label: words.facts[name as FactName], ...shown }] : [];
  });
}

/** The few that a reader wants at first sight. */
export function gistOf(certificate: VerifiedCertificate, words: ResultWords): Fact[] {
  const { holder, occupation, level, issuer } = certificate;
  const language = languageOf(words);
  const called = [occupation && (occupation.name ? inLanguage(occupation.name, language) : occupation.code)];
  if (level) called.push(level.name ? inLanguage(level.name, language) : `${level.scheme} ${level.code}`);
  const { facts } = words;
  return [
    { label: facts.name, value: holder.name },
    ...(holder.maskedId ? [{ label: facts.maskedId, value: holder.maskedId }] : []),
    { label: facts.occupationLevel, value: called.filter((one) => one).join(' · ') },
    { label: facts.issuer, value: issuer.name ? inLanguage(issuer.name, language) : (issuer.code ?? issuer.id) },
  ].filter(({ value }) => value !== '');
}

type FactName = Exclude<keyof ResultWords['facts'], 'occupationLevel'>;

const VALUES: Readonly<Record<FactName, (certificate: VerifiedCertificate, language: string) => Value>> = {
  name: ({ holder }) => plain(holder.name),
  nameLatin: ({ holder }) => plain(holder.nameLatin),
  maskedId: ({ holder }) => plain(holder.maskedId),
  number: ({ printedNumber, number }) => plain(printedNumber ?? number),
  kind: ({ name }, language) => plain(name && inLanguage(name, language)),
  occupation: ({ occupation }, language) =>
    occupation &&
    named(occupation.name, language, `${occupation.classification} ${occupation.edition} ${occupation.code}`),
  jobDirection: ({ jobDirection }) => plain(jobDirection),
  level: ({ level }, language) => level && named(level.name, language, `${level.scheme} ${level.code}`),
  issuer: ({ issuer }, language) => named(issuer.name, language, issuer.code ?? issuer.id),
  assessedOn: ({ assessedOn }) => plain(assessedOn),
  issuedOn: ({ issuedOn }) => plain(issuedOn),
  validUntil: ({ validUntil }) => plain(validUntil),
};

function plain(value: string | undefined): Value {
  return value === undefined || value === '' ? undefined : { value };
}

/** The name with its code, or the code alone. */
function named(name: LanguageText | undefined, language: string, code: string): Value {
  return name ? { value: inLanguage(name, language), note: code } : { value: code };
}

/** Who set the status, since when, why and with what effect; empty when nothing is set. */
export function statusFacts(verification: Verification, speech: Speech): Fact[] {
  const { words, reasons } = speech;
  const labels = words.status;
  const { by, since, until, reason, effect, effectiveFrom } = verification;
  return [
    ...(by ? [{ label: labels.by, value: labels[by] }] : []),
    ...(since ? [{ label: labels.since, value: timeText(Date.parse(since), speech) }] : []),
    ...(until ? [{ label: labels.until, value: timeText(Date.parse(until), speech) }] : []),
    ...(reason === undefined
      ? []
      : [{ label: labels.reason, value: Object.hasOwn(reasons, reason) ? (reasons[reason] ?? '') : reason }]),
    ...(effect ? [{ label: labels.effect, value: labels.effects[effect] }] : []),
    ...(effectiveFrom ? [{ label: labels.effectiveFrom, value: effectiveFrom }] : []),
  ];
}

/** Things to know that change no verdict, in words; a code without words stands for itself. */
export function noticesOf({ notices = [] }: Verification, { words, host }: Speech): string[] {
  const known: Readonly<Record<string, string>> = words.result.notice;
  return notices.map((code) => (Object.hasOwn(known, code) ? fill(known[code] ?? '', { host }) : code));
}

/** The verdict's word and next step, with the dates that they speak of. */
export function verdictText({ verdict, asOf, certificate }: Verification, speech: Speech) {
  const { title, next } = speech.words.verdicts[verdict];
  const blanks = {
    asOf: asOf && formatOf(speech, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(asOf)),
    validUntil: certificate?.validUntil,
    issuedOn: certificate?.issuedOn,
  };
  return { title: fill(title, blanks), next: fill(next, blanks) };
}

/** A point in time as people of that language write it, with its time zone. */
export function timeText(at: number, speech: Speech): string {
  const zoned = formatOf(speech, { timeZoneName: 'shortOffset' }).formatToParts(at);
  const zone = zoned.find(({ type }) => type === 'timeZoneName')?.value;
  return `${formatOf(speech, { dateStyle: 'long', timeStyle: 'medium' }).format(at)} (${zone})`;
}

function formatOf({ words, timeZone }: Speech, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(words.tag, timeZone === undefined ? options : { ...options, timeZone });
}
