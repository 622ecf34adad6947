/** Certificate numbers: one entry per scheme, and a check character of our own that works over all of them. */
import { mod3736 } from '../lib/check-digits.ts';
import { YinzhengError } from './errors.ts';
import { region } from './lists.ts';

/** What a number tells about its certificate. */
export interface NumberFacts {
  /** The agency's record code. */
  readonly agency: string;
  /** Year of issue, four digits. */
  readonly year: number;
  /** Level code. */
  readonly level: string;
  /** ISO 3166-1 alpha-2; only the neutral scheme shows it. */
  readonly country?: string | undefined;
}

export interface NumberScheme {
  readonly id: string;
  /** What keeps these facts from being numbered, or undefined. Everything below throws `RangeError` on such facts. */
  fault(facts: NumberFacts): string | undefined;
  /** Name of the `Store.allocate` counter: numbers that differ in their serial alone share one. */
  counter(facts: NumberFacts): string;
  /** The number for the n-th certificate of its counter, n from 0. Throws `conflict` when the serials are used up. */
  format(facts: NumberFacts, n: number): string;
  /** What is wrong with a number, without its check character; undefined when it keeps to the rule. */
  check(number: string): string | undefined;
  /** What a number tells; undefined for text of another form. */
  facts(number: string): NumberFacts | undefined;
  /** A number as people may type it after tidying, and its check character, as groups 1 and 2. */
  readonly printed: RegExp;
}

/** What is wrong with an agency's record code, e.g. `S000033000107`: class, agency code, province, serial. */
export function checkRecordCode(code: string): string | undefined {
  if (!/^[A-Z]\d{12}$/.test(code)) return 'must be a letter and 12 digits';
  if (!/^[YS]/.test(code)) return 'must begin with Y (employer) or S (social organisation)';
  if (!region(code.slice(5, 7))) return 'holds no province code (GB/T 2260) in characters 6 and 7';
  if (code.endsWith('000000')) return 'must not end with the serial 000000';
  return undefined;
}

/** The province in a record code, by its division code; undefined for text that is none. */
export function regionOfCode(code: string): string | undefined {
  return checkRecordCode(code) === undefined ? code.slice(5, 7) : undefined;
}

/** The official rule for skill-level certificates: 22 characters, no check digit. */
const VSLC_22 = scheme({
  id: 'cn-vslc-22',
  serialDigits: 6,
  shape: /^([A-Z]\d{12})(\d{2})(\d)(\d{6})$/,
  printed: /^([YS]\d{21})-?([0-9A-Z])?$/,
  fault: ({ agency, level }) => {
    const code = checkRecordCode(agency);
    if (code) return `the agency's record code ${code}`;
    return /^[1-5]$/.test(level) ? undefined : 'the numbering rule has no digit for this level: it must be 1 to 5';
  },
  prefix: ({ agency, year, level }) => `${agency}${twoDigits(year)}${level}`,
  facts: ([agency = '', year = '', level = '']) => ({ agency, year: 2000 + Number(year), level }),
});

/** For deployments elsewhere: `CC-ISSUER-YY-L-SERIAL7`. */
const NEUTRAL = scheme({
  id: 'neutral',
  serialDigits: 7,
  shape: /^([A-Z]{2})-([0-9A-Z]{4,16})-(\d{2})-([0-9A-Z])-(\d{7})$/,
  printed: /^([A-Z]{2}-[0-9A-Z]{4,16}-\d{2}-[0-9A-Z]-\d{7})-?([0-9A-Z])?$/,
  fault: ({ agency, level, country = '' }) => {
    if (!/^[A-Z]{2}$/.test(country)) return 'the numbering rule needs a country of two letters';
    if (!/^[0-9A-Z]{4,16}$/.test(agency)) return "the agency's record code must be 4 to 16 of 0–9 and A–Z";
    return /^[0-9A-Z]$/.test(level) ? undefined : 'the level code must be one of 0–9 and A–Z';
  },
  prefix: ({ agency, year, level, country }) => `${country}-${agency}-${twoDigits(year)}-${level}-`,
  facts: ([country, agency = '', year = '', level = '']) => ({ agency, year: 2000 + Number(year), level, country }),
});

const SCHEMES: readonly NumberScheme[] = [VSLC_22, NEUTRAL];

/** Throws `RangeError` for an id that no scheme has. */
export function numberScheme(id: string): NumberScheme {
  const found = SCHEMES.find((entry) => entry.id === id);
  if (!found) throw new RangeError(`no numbering scheme ${id}`);
  return found;
}

/** The record code of the agency that a number names, by whichever scheme it keeps to; undefined where none does. */
export function agencyOfNumber(number: string): string | undefined {
  return SCHEMES.find(({ check }) => check(number) === undefined)?.facts(number)?.agency;
}

export function isNumberScheme(id: string): boolean {
  return SCHEMES.some((entry) => entry.id === id);
}

/** Our check character: ISO 7064 MOD 37,36 over the number without hyphens. */
export function checkCharacter(number: string): string {
  return mod3736(number.replaceAll('-', ''));
}

export interface PrintedNumber {
  /** Without check character. */
  readonly number: string;
  /** The check character that was typed. */
  readonly numberCheck?: string;
  /** Whether it is the right one; only with `numberCheck`. */
  readonly checkMatches?: boolean;
  /** The scheme whose rule the number keeps; absent for numbers of other schemes. */
  readonly scheme?: string;
}

/**
 * A number as people type, paste or scan it: full-width characters, lower case, spaces and any dash are understood. Returns
 * undefined for text that no certificate number looks like.
 */
export function parsePrintedNumber(text: string): PrintedNumber | undefined {
  const tidy = text
    .normalize('NFKC')
    .replace(/\p{Pd}|\u2212/gu, '-')
    .replace(/\s+/g, '')
    .toUpperCase();
  for (const { id, printed, check } of SCHEMES) {
    const [, number, numberCheck] = printed.exec(tidy) ?? [];
    if (number !== undefined && check(number) === undefined) return { ...withCheck(number, numberCheck), scheme: id };
  }
  // Other schemes circulate; of theirs only letters, digits, hyphens and some digit are known.
  const [, number, numberCheck] = /^(?=.*\d)([0-9A-Z][0-9A-Z-]{4,38}?[0-9A-Z])(?:-([0-9A-Z]))?$/.exec(tidy) ?? [];
  return number === undefined ? undefined : withCheck(number, numberCheck);
}

function withCheck(number: string, numberCheck: string | undefined): PrintedNumber {
  if (numberCheck === undefined) return { number };
  return { number, numberCheck, checkMatches: checkCharacter(number) === numberCheck };
}

interface Rule {
  readonly id: string;
  readonly serialDigits: number;
  /** The whole number in groups, the serial last. */
  readonly shape: RegExp;
  readonly printed: RegExp;
  fault(facts: NumberFacts): string | undefined;
  /** All before the serial. */
  prefix(facts: NumberFacts): string;
  /** The facts in the groups of `shape`. */
  facts(groups: readonly string[]): NumberFacts;
}

function scheme(rule: Rule): NumberScheme {
  const prefix = (facts: NumberFacts): string => {
    const fault = rule.fault(facts);
    if (fault) throw new RangeError(fault);
    return rule.prefix(facts);
  };
  return {
    id: rule.id,
    printed: rule.printed,
    fault: rule.fault,
    counter: (facts) => `${rule.id}/${prefix(facts)}`,
    format: (facts, n) => {
      const serial = String(n + 1);
      if (serial.length > rule.serialDigits) {
        throw new YinzhengError('conflict', `All certificate numbers that begin with ${prefix(facts)} are used up.`);
      }
      return prefix(facts) + serial.padStart(rule.serialDigits, '0');
    },
    facts: (number) => {
      const match = rule.shape.exec(number);
      return match ? rule.facts(match.slice(1)) : undefined;
    },
    check: (number) => {
      const match = rule.shape.exec(number);
      if (!match) return 'does not have the form of the numbering rule';
      if (/^0+$/.test(match.at(-1) ?? '')) return 'the serial starts at 1';
      return rule.fault(rule.facts(match.slice(1)));
    },
  };
}

function twoDigits(year: number): string {
  return String(year % 100).padStart(2, '0');
}
