/** CBOR (RFC 8949) in its deterministic form, section 4.2.1, read step by step by somebody who knows what must come. */
import type { Bytes } from '../../lib/bytes.ts';

/** The major types that a seal is made of (RFC 8949 section 3.1). */
const [UINT, NINT, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6];
/** Smallest value that needs 1, 2, 4 and 8 bytes after its first byte; a smaller one has a shorter form. */
const SHORTEST = [24, 0x100, 0x1_0000, 0x1_0000_0000];

/**
 * A cursor over one encoded value. Every method reads what its name says and throws `SyntaxError` when something else
 * comes, when a number is longer than it needs to be, or when the bytes end. Indefinite lengths do not exist here.
 */
export class CborReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  tag(): number {
    return this.#head(TAG);
  }

  /** The number of items that follow. */
  array(): number {
    return this.#head(ARRAY);
  }

  /** The number of pairs that follow. */
  map(): number {
    return this.#head(MAP);
  }

  uint(): number {
    return this.#head(UINT);
  }

  int(): number {
    return this.#peek() >> 5 === NINT ? -1 - this.#head(NINT) : this.uint();
  }

  bytes(length?: number): Bytes {
    const found = this.#take(this.#head(BYTES));
    if (length !== undefined && found.length !== length) throw new SyntaxError(`${length} bytes are expected`);
    return found;
  }

  text(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#take(this.#head(TEXT)));
    } catch {
      throw new SyntaxError('not text');
    }
  }

  /** Nothing may follow. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new SyntaxError('bytes after the end');
  }

  #head(major: number | undefined): number {
    const first = this.#peek();
    if (first >> 5 !== major) throw new SyntaxError('something else is expected');
    this.#at++;
    const info = first & 31;
    if (info < 24) return info;
    const shortest = SHORTEST[info - 24];
    if (shortest === undefined) throw new SyntaxError('no definite length');
    const value = this.#take(2 ** (info - 24)).reduce((number, byte) => number * 256 + byte, 0);
    if (value < shortest || !Number.isSafeInteger(value)) throw new SyntaxError('a number in another form');
    return value;
  }

  #peek(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new SyntaxError('bytes are missing');
    return byte;
  }

  #take(length: number): Bytes {
    const part = this.#bytes.slice(this.#at, this.#at + length);
    if (part.length !== length) throw new SyntaxError('bytes are missing');
    this.#at += length;
    return part;
  }
}

/** A byte string of up to 65,535 bytes as CBOR. */
export function byteString(bytes: Bytes): readonly number[] {
  const { length } = bytes;
  const head = length < 24 ? [0x40 + length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  return [...head, ...bytes];
}
