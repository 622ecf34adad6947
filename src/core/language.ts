/** Text per language, keyed by BCP 47 tag. `zh` and `en` are always there. */
export interface LanguageText {
  readonly zh: string;
  readonly en: string;
  readonly [tag: string]: string;
}

/** The text in `language`, else in English, else in Chinese. */
export function inLanguage(text: LanguageText, language: string): string {
  return text[language] ?? text.en ?? text.zh;
}
