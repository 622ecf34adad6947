/**
 * SHA-256 (FIPS 180-4) without promises, for runtimes that have no other way: for texts of a few hundred bytes,
 * WebCrypto's cost more than everything else together.
 */

const encoder = new TextEncoder();
const PRIMES = firstPrimes(64);
/** Sections 4.2.2 and 5.3.3: the first 32 bits of the fractions of cube and square roots of the first primes. */
const K = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}

const schedule = new Int32Array(64);
const state = new Int32Array(8);
let buffer = new Uint8Array(4096);
/** A buffer beyond this is not kept. */
const MAX_KEPT = 65_536;

/** The digest of a text's UTF-8, as lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  const room = text.length * 3 + 72;
  const bytes = room <= buffer.length ? buffer : new Uint8Array(room * 2);
  if (bytes.length <= MAX_KEPT) buffer = bytes;
  const { written } = encoder.encodeInto(text, bytes);
  const length = ((written + 8) >>> 6) * 64 + 64;
  bytes.fill(0, written, length);
  bytes[written] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(length - 8, Math.floor(written / 2 ** 29));
  view.setUint32(length - 4, written << 3);
  state.set(START);
  for (let at = 0; at < length; at += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(at + 4 * i);
    compress(schedule);
  }
  let hex = '';
  for (const word of state) hex += (word >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** Section 6.2.2. Indexed reads are in range: typed arrays and constant bounds. */
function compress(w: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (w[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}
