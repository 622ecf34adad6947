/** What a verified document says, for display: ours in full, other people's as far as it can be read. */
import { printedNumber } from '../core/certificate.ts';
import type { LanguageText } from '../core/language.ts';
import type { VerifiedCertificate } from '../core/verdict.ts';
import { showHiddenCharacters } from './plain-text.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Facts of a document whose signature passed. Never throws; what is missing or of another shape is left out, and
 * characters that hide are shown as U+FFFD. `id` is a bare UUID where the document has a `urn:uuid:`. The issuer is its
 * identifier alone: code and name are for the register to say.
 */
export function readCertificateFacts(document: Members): VerifiedCertificate {
  const subject = members([document.credentialSubject].flat()[0]);
  const assessment = members(subject.assessment);
  return {
    ...numberFacts(document),
    ...defined({
      id: plain(document.id)?.replace(/^urn:uuid:/, ''),
      name: perLanguage(document.name),
      occupation: occupation(members(subject.occupation)),
      jobDirection: inChinese(subject.jobDirection),
      level: level(members(subject.level)),
      assessedOn: plain(assessment.assessedOn),
      issuedOn: plain(document.issuedOn),
      validUntil: plain(document.validUntil),
    }),
    holder: {
      name: inChinese(subject.name) ?? '',
      ...defined({ nameLatin: plain(subject.nameLatin), maskedId: plain(members(subject.identity).masked) }),
    },
    issuer: { id: plain(document.issuer) ?? plain(members(document.issuer).id) ?? '' },
  };
}

function numberFacts(document: Members): Pick<VerifiedCertificate, 'number' | 'printedNumber'> {
  const [number, numberCheck] = [plain(document.number), plain(document.numberCheck)];
  if (number === undefined) return {};
  return { number, printedNumber: numberCheck === undefined ? number : printedNumber({ number, numberCheck }) };
}

function occupation(value: Members): VerifiedCertificate['occupation'] {
  const [classification, edition, code] = [plain(value.classification), plain(value.edition), plain(value.code)];
  if (classification === undefined || edition === undefined || code === undefined) return undefined;
  return { classification, edition, code, ...defined({ name: perLanguage(value.name) }) };
}

function level(value: Members): VerifiedCertificate['level'] {
  const [scheme, code] = [plain(value.scheme), plain(value.code)];
  if (scheme === undefined || code === undefined) return undefined;
  return { scheme, code, ...defined({ name: perLanguage(value.name) }) };
}

/** A string, or text with a language, or a list of such (VC Data Model v2.0 section 11.1); the first of a kind wins. */
function perLanguage(value: unknown): LanguageText | undefined {
  const texts = new Map<string, string>();
  for (const entry of [value].flat()) {
    const text = plain(entry) ?? plain(members(entry)['@value']);
    const language = plain(members(entry)['@language']) ?? 'zh';
    if (text !== undefined && !texts.has(language)) texts.set(language, text);
  }
  const [first] = texts.values();
  if (first === undefined) return undefined;
  return Object.fromEntries([['zh', texts.get('en') ?? first], ['en', first], ...texts]) as LanguageText;
}

function inChinese(value: unknown): string | undefined {
  return perLanguage(value)?.zh;
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? showHiddenCharacters(value) : undefined;
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
