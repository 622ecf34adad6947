import type { Random } from '../core/ports.ts';

/** Asking the system takes longer than all that is done with a few bytes, so they are asked for by the thousand. */
const pool = new Uint8Array(4096);
let left = 0;

export const random: Random = (length) => {
  if (length > pool.length / 16) return crypto.getRandomValues(new Uint8Array(length));
  if (left < length) left = crypto.getRandomValues(pool).length;
  left -= length;
  const bytes = pool.slice(left, left + length);
  // What was handed out is not there to be read or given again.
  pool.fill(0, left, left + length);
  return bytes;
};
