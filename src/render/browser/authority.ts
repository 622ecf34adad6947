/// <reference lib="dom" />
import { inLanguage } from '../../core/language.ts';
import type { Verification } from '../../core/verdict.ts';
import { authorityText } from '../authority.ts';

/** Says whose word it is, where that is another authority than this service's. For parts of the page that are loaded on demand. */
export function sayingWhose<T>(verification: T & Partial<Verification>): T {
  const { authority, notices = [] } = verification;
  if (!authority) return verification;
  const { lang } = document.documentElement;
  return { ...verification, notices: [inLanguage(authorityText(authority), lang.slice(0, 2)), ...notices] };
}
