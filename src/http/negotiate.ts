import { parseAccept } from 'hono/utils/accept';
import { YinzhengError } from '../core/errors.ts';

/**
 * The offered media type that an Accept header likes best (RFC 9110 section 12.5.1): for each offer the most specific
 * range decides its weight; between equal weights our order decides. No header accepts all. Undefined: none is accepted.
 */
export function preferred<T extends string>(header: string | undefined, offered: readonly T[]): T | undefined {
  const ranges = parseAccept(header || '*/*');
  let best: { type: T; weight: number } | undefined;
  for (const type of offered) {
    const weight = weightOf(type, ranges);
    if (weight > (best?.weight ?? 0)) best = { type, weight };
  }
  return best?.type;
}

function weightOf(type: string, ranges: readonly { type: string; q: number }[]): number {
  const group = `${type.split('/', 1)[0]}/*`;
  for (const range of [type, group, '*/*']) {
    const match = ranges.find((one) => one.type.toLowerCase() === range);
    if (match) return match.q;
  }
  return 0;
}

/** As `preferred`, or throws `not_acceptable`. */
export function negotiated<T extends string>(header: string | undefined, offered: readonly T[]): T {
  const type = preferred(header, offered);
  if (type !== undefined) return type;
  throw new YinzhengError('not_acceptable', `This can be served as ${offered.join(', ')}.`);
}

export const SIGNED_TYPES = [
  'application/vc',
  'application/vc+jwt',
  'application/ld+json',
  'application/json',
] as const;

/**
 * How something signed is answered. The embedded proof goes by all of its media types: there are verifiers that ask for JSON-LD
 * and read nothing else. Programs that ask for something else entirely (browsers, simple clients) get it rather than a refusal.
 */
export function signedType(header: string | undefined): (typeof SIGNED_TYPES)[number] {
  return preferred(header, SIGNED_TYPES) ?? 'application/vc';
}

export type Language = 'zh' | 'en';

/** Chinese or English, by Accept-Language: Chinese when nothing is asked for, English for all other languages. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = parseAccept(header || '*')
    .filter((one) => one.q > 0)
    .map((one) => one.type.toLowerCase().split('-', 1)[0]);
  const known = wanted.find((one) => one === 'zh' || one === 'en' || one === '*');
  return known === 'zh' || known === '*' ? 'zh' : 'en';
}
