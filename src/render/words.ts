/** Every word that the pages show, in both languages. The Chinese one sets the shape; the compiler and a test hold the other to it. */
import { en } from './words-en.ts';
import { zh } from './words-zh.ts';

export type Language = 'zh' | 'en';
export type Words = typeof zh;

/** The part that results are put into, wherever they are shown. */
export type ResultWords = Pick<
  Words,
  'tag' | 'brand' | 'verdicts' | 'checks' | 'why' | 'results' | 'facts' | 'status' | 'result' | 'messages'
>;

export const WORDS: Readonly<Record<Language, Words>> = { zh, en };

/** The language that words are in. */
export function languageOf({ tag }: Pick<Words, 'tag'>): Language {
  return tag.startsWith('zh') ? 'zh' : 'en';
}

/** Fills the blanks of a text: `{name}` becomes `values.name`, or nothing. */
export function fill(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
