import type { Bytes } from './bytes.ts';

/** Ten, as the Feistel ciphers of NIST SP 800-38G use for domains this small. */
const ROUNDS = 10;

/**
 * A keyed bijection on the integers 0 … 2^bits − 1 that looks random to whoever lacks the key: a Feistel network over two
 * parts of `bits` (one bit apart when odd) whose round functions are tables filled by AES-CTR. Making one costs a single
 * call to WebCrypto; using it is synchronous.
 *
 * `key`: 32 bytes, for this purpose and domain alone. `bits`: 2 … 32. Throws `RangeError` for others, and the function that
 * it returns for a number outside its domain.
 */
export async function permutation(key: Bytes, bits: number): Promise<(n: number) => number> {
  if (key.length !== 32) throw new RangeError('the key must have 32 bytes');
  if (!Number.isInteger(bits) || bits < 2 || bits > 32) throw new RangeError('bits must be 2 … 32');
  const lowBits = bits >> 1;
  const high = 2 ** (bits - lowBits);
  const low = 2 ** lowBits;
  const random = await keystream(key, (ROUNDS / 2) * (high + low));
  const size = 2 ** bits;

  return (n) => {
    if (!Number.isInteger(n) || n < 0 || n >= size) throw new RangeError(`${n} is outside 0 … ${size - 1}`);
    let left = Math.floor(n / low);
    let right = n % low;
    let table = 0;
    for (let round = 0; round < ROUNDS; round += 2) {
      left ^= (random[table + right] ?? 0) % high;
      table += low;
      right ^= (random[table + left] ?? 0) % low;
      table += high;
    }
    return left * low + right;
  };
}

/** AES-256-CTR over zeros from counter 0, as 16-bit numbers. */
async function keystream(key: Bytes, count: number): Promise<Uint16Array> {
  const aes = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt']);
  const zeros = new Uint8Array(count * 2);
  const stream = await crypto.subtle.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }, aes, zeros);
  const view = new DataView(stream);
  // Not a Uint16Array over the stream: that would depend on the byte order of the machine, and slots must never move.
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(i * 2, true));
}
