/** Random changes to a text or a JSON value; the same seed makes the same ones. */
import { changedAt, pathsIn } from '../credential/mutate.ts';

export type Dice = (sides: number) => number;

/** Mulberry32: small, and the same on every engine. */
export function dice(seed: number): Dice {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

/** Replaces, removes, inserts, swaps, cuts or doubles some characters. */
export function mutateText(text: string, roll: Dice, alphabet: string): string {
  const at = roll(text.length);
  const letter = alphabet[roll(alphabet.length)] ?? '';
  const some = 1 + roll(8);
  switch (roll(6)) {
    case 0:
      return text.slice(0, at) + letter + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + some);
    case 2:
      return text.slice(0, at) + letter + text.slice(at);
    case 3:
      return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
    case 4:
      return roll(2) === 0 ? text.slice(0, at) : text.slice(at);
    default:
      return text.slice(0, at + some) + text.slice(at);
  }
}

const VALUES: readonly unknown[] = [null, true, 0, -1, 1e308, '', 'x', [], {}, [[]], [null], { '@id': '_:b0' }, '张伟'];

/** Changes one place of a JSON object: another value, none, a list of it, an object around it, another's value. */
export function mutateJson(value: object, roll: Dice): object {
  const paths = pathsIn(value);
  const path = paths[roll(paths.length)] ?? [];
  const change = [
    () => VALUES[roll(VALUES.length)],
    () => undefined,
    (old: unknown) => [old],
    (old: unknown) => [old, old],
    (old: unknown) => ({ '@value': old }),
    (old: unknown) => (typeof old === 'string' ? mutateText(old, roll, 'aZ09-:#/測') : { ...Object(old), more: 1 }),
    (old: unknown) => (Array.isArray(old) ? old.toReversed() : old === '' ? 'x' : ` ${old}`),
  ][roll(7)];
  return Object(changedAt(value, path, change ?? (() => undefined)));
}
