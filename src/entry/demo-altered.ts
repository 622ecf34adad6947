import { parseSealText, readSeal, sealText } from '../credential/seal.ts';
import { utf8 } from '../lib/bytes.ts';

/** The text of a code with one digit of the certificate's number changed, as a forger would: its signature must fail. */
export function alteredSeal(origin: string, seal: string): string {
  const bytes = parseSealText(seal);
  if (bytes === undefined) throw new SyntaxError('not the text of a seal');
  const number = utf8(readSeal(bytes).facts.number);
  const last = Buffer.from(bytes).indexOf(number) + number.length - 1;
  // The lowest bit of an ASCII digit: 0 and 1 change places, 2 and 3 …
  bytes.set([(bytes[last] ?? 0) ^ 1], last);
  return sealText(origin, bytes);
}
