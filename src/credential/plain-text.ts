/** Text that people read in a certificate: what must not hide in it. */
import type { Violation } from '../core/errors.ts';

/**
 * Controls, line and paragraph separators, surrogates, private use, unassigned code points, and invisible formatting
 * with the bidirectional controls. The two joiners are part of how Persian and Indic words are spelt.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Most text of a certificate is of these, in which nothing hides and no other digits are; the classes of Unicode and the forms of
 * digits take far longer to ask.
 */
const PLAIN = /^[\x20-\x7e\u4e00-\u9fa5]*$/;

export function holdsHiddenCharacter(text: string): boolean {
  return !PLAIN.test(text) && text.search(HIDDEN) >= 0;
}

/** The text with U+FFFD in place of what hides. */
export function showHiddenCharacters(text: string): string {
  return text.replace(HIDDEN, '\ufffd');
}

/** 18 characters of GB 11643 that stand alone; the check character may be wrong, a slip of the hand is still personal. */
const IDENTITY_NUMBER = /(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\d)/i;

/** Whether a resident identity number is written out in the text, in any width of digits. */
export function holdsIdentityNumber(text: string): boolean {
  if (PLAIN.test(text)) return text.length >= 18 && IDENTITY_NUMBER.test(text);
  return IDENTITY_NUMBER.test(text.normalize('NFKC'));
}

/** Notes stay inside, but in clear: no identity number belongs there. */
export function noteFaults(note: string | undefined, pointer = '/note'): Violation[] {
  if (note === undefined || !holdsIdentityNumber(note)) return [];
  return [{ pointer, rule: 'identity_number', message: 'must not hold an identity number' }];
}
