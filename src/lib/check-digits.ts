/** Check characters of the numbers that people type. They catch slips of the hand, not forgers. */

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** GB 32100-2015: no I, O, S, V, Z. */
const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const RESIDENT_ID = '10X98765432';

/**
 * The check character of ISO/IEC 7064 MOD 37,36 over 0–9 and A–Z. It finds every single wrong character and all but a
 * few swaps of neighbours. GB/T 36904 licence identifiers use it too. Throws `SyntaxError` for other characters or no text.
 */
export function mod3736(text: string): string {
  if (!/^[0-9A-Z]+$/.test(text)) throw new SyntaxError('only 0–9 and A–Z can be checked');
  let product = 36;
  for (const character of text) {
    const sum = (product + ALPHANUMERIC.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return ALPHANUMERIC.charAt((37 - product) % 36);
}

/** The last character of a resident identity number, from its 17 digits (GB 11643-1999; ISO/IEC 7064 MOD 11-2). */
export function residentIdCheck(digits17: string): string {
  if (!/^\d{17}$/.test(digits17)) throw new SyntaxError('17 digits are needed');
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(digits17[i]) * (2 ** (17 - i) % 11);
  return RESIDENT_ID.charAt(sum % 11);
}

/** Whether 17 digits and a check character (`X` in upper case) agree. Says nothing about the birth date in them. */
export function checkResidentId(text18: string): boolean {
  return /^\d{17}[\dX]$/.test(text18) && residentIdCheck(text18.slice(0, 17)) === text18[17];
}

/** The last character of a unified social credit code, from the 17 before it (GB 32100-2015). */
export function usccCheck(text17: string): string {
  if (!/^[0-9A-HJ-NPQRTUWXY]{17}$/.test(text17))
    throw new SyntaxError('17 of 0–9 and A–Z without I, O, S, V, Z are needed');
  let sum = 0;
  let weight = 1;
  for (const character of text17) {
    sum += USCC.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return USCC.charAt((31 - (sum % 31)) % 31);
}

export function checkUscc(text18: string): boolean {
  return /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text18) && usccCheck(text18.slice(0, 17)) === text18[17];
}
