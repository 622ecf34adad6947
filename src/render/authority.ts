import type { LanguageText } from '../core/language.ts';
import type { Verification } from '../core/verdict.ts';

/** Whose word a certificate of another deployment is judged by. */
export function authorityText({ origin, name }: NonNullable<Verification['authority']>): LanguageText {
  return {
    zh: `由本机构认可的${name.zh}（${origin}）监管。`,
    en: `Supervised by ${name.en} (${origin}), which is recognised here.`,
  };
}
