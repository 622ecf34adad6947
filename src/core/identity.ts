/** Names and identity numbers of holders. No message here repeats what it judges. */
import { checkResidentId, residentIdCheck } from '../lib/check-digits.ts';
import { isLocalDate } from './calendar.ts';

export interface IdentityClaim {
  readonly idType: string;
  readonly idNumber: string;
  /** ISO 3166-1 alpha-2; passports of other countries than China need it. */
  readonly nationality?: string | undefined;
}

/** Judges a tidied number: gives it back normalised, or says what is wrong. */
type Rule = (idNumber: string, nationality: string | undefined) => { idNumber: string } | { fault: string };

/** How the numbers of residence permits for Hong Kong, Macao and Taiwan residents begin. */
const RESIDENCE_PERMIT = /^8[123]0000/;

const RULES: Readonly<Record<string, Rule>> = {
  // One number must not pass under two types: it would be two people.
  'cn.resident_id': (idNumber) =>
    RESIDENCE_PERMIT.test(idNumber)
      ? { fault: 'belongs to a residence permit: the identity type must be cn.hkmt_residence_permit' }
      : residentId(idNumber),
  'cn.hkmt_residence_permit': (idNumber) =>
    RESIDENCE_PERMIT.test(idNumber)
      ? residentId(idNumber)
      : { fault: 'must begin with 810000 (Hong Kong), 820000 (Macao) or 830000 (Taiwan)' },
  'cn.hk_macau_permit': pattern(/^[HM]\d{8}$/, 'must be H or M and 8 digits'),
  'cn.taiwan_permit': pattern(/^\d{8}$/, 'must be 8 digits'),
  passport,
};

export const IDENTITY_TYPES: readonly string[] = Object.keys(RULES);

/**
 * The identity number as it is stored and compared (half-width, upper case, no spaces; resident numbers of 15 digits
 * become 18), or the fault in it.
 */
export function checkIdentity(claim: IdentityClaim): { idNumber: string } | { fault: string } {
  const rule = Object.hasOwn(RULES, claim.idType) ? RULES[claim.idType] : undefined;
  if (!rule) return { fault: `the identity type must be one of ${IDENTITY_TYPES.join(', ')}` };
  return rule(claim.idNumber.normalize('NFKC').replace(/\s+/g, '').toUpperCase(), claim.nationality);
}

/** GB 11643: division, birth date, sequence, check character. Divisions change over the years, so any passes. */
function residentId(text: string): { idNumber: string } | { fault: string } {
  let idNumber = text;
  if (/^\d{15}$/.test(text)) {
    // Until 1999 the year had two digits and there was no check character.
    const digits = `${text.slice(0, 6)}19${text.slice(6)}`;
    idNumber = digits + residentIdCheck(digits);
  }
  if (!/^\d{17}[\dX]$/.test(idNumber)) return { fault: 'must be 17 digits and a check character (a digit or X)' };
  const birth = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
  if (!isLocalDate(birth)) return { fault: 'holds a birth date that does not exist' };
  if (!checkResidentId(idNumber)) return { fault: 'has a check character that does not match: a digit is wrong' };
  return { idNumber };
}

function passport(idNumber: string, nationality = 'CN'): { idNumber: string } | { fault: string } {
  if (!/^[A-Z]{2}$/.test(nationality)) return { fault: 'needs a nationality of two letters (ISO 3166-1)' };
  if (nationality !== 'CN') return foreignPassport(idNumber, nationality);
  return chinesePassport(idNumber, nationality);
}

const foreignPassport = pattern(/^[0-9A-Z]{5,12}$/, 'must be 5 to 12 letters and digits');
const chinesePassport = pattern(
  /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})$/,
  'must be E or G and 8 digits, or E, a letter and 7 digits; passports of other countries need a nationality',
);

function pattern(expression: RegExp, fault: string): Rule {
  return (idNumber) => (expression.test(idNumber) ? { idNumber } : { fault });
}

const HOLDS_BIRTHDATE: ReadonlySet<string> = new Set(['cn.resident_id', 'cn.hkmt_residence_permit']);

/** The day of birth, `YYYY-MM-DD`, that a normalised number of 18 characters holds (GB 11643); undefined for the other types. */
export function birthdateOf(idType: string, idNumber: string): string | undefined {
  if (!HOLDS_BIRTHDATE.has(idType)) return undefined;
  return idNumber.slice(6, 14).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}

/** Keeps a quarter of the characters at each end, at most four, and a `*` for every other. */
export function maskIdNumber(idNumber: string): string {
  const keep = Math.min(4, Math.floor(idNumber.length / 4));
  const end = idNumber.length - keep;
  return idNumber.slice(0, keep) + '*'.repeat(end - keep) + idNumber.slice(end);
}

/** Dots that people and input methods put between the parts of a name; U+00B7 is the one of official documents. */
const MIDDLE_DOTS = /[\u2022\u2027\u2219\u22c5\u25cf\u2e31\u2e33\u30fb\uff65]/g;

/** A name as it is stored, signed and compared: NFC, single spaces, none at the ends, middle dots as U+00B7. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^ | $/g, '')
    .replace(MIDDLE_DOTS, '\u00b7');
}

const MAX_NAME = 100;
/**
 * Controls, line and paragraph separators, surrogates, private use and unassigned code points; and U+FFFD, which programs
 * write in the place of a character that they could not read.
 */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/u;
/** Invisible formatting, bidirectional controls among it. The two joiners are part of how Persian and Indic names are spelt. */
const FORMATTING = /(?![\u200c\u200d])\p{Cf}/u;
/** Characters that leave ink. Some letters do not: Hangul fillers (default ignorable), the blank Braille pattern. */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** What is wrong with a name of a person or thing, after `normaliseName`; undefined when nothing is. */
export function checkName(name: string): string | undefined {
  if (FORBIDDEN.test(name)) return 'must not hold control, private-use, unassigned or unreadable characters';
  if (FORMATTING.test(name)) return 'must not hold invisible or bidirectional formatting characters';
  if (!VISIBLE.test(name)) return 'must hold something visible';
  if ([...name].length > MAX_NAME) return `must have at most ${MAX_NAME} characters`;
  return undefined;
}
