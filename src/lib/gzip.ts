/** GZIP (RFC 1952) and zlib (RFC 1950) through the streams that every runtime has. */

import type { Bytes } from './bytes.ts';
import { concat } from './bytes.ts';

export function gzip(bytes: Bytes): Promise<Bytes> {
  return compressed(bytes, 'gzip');
}

/** zlib's format. */
export function deflate(bytes: Bytes): Promise<Bytes> {
  return compressed(bytes, 'deflate');
}

async function compressed(bytes: Bytes, format: 'gzip' | 'deflate'): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Inflates at most `maxBytes` bytes. Throws `RangeError` as soon as there is one more, before the rest is inflated, and
 * `SyntaxError` for bytes that are not one whole file of that format; `deflate` is zlib's.
 */
export async function gunzip(bytes: Bytes, maxBytes: number, format: 'gzip' | 'deflate' = 'gzip'): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new SyntaxError(`not ${format}`, { cause });
    });
    if (done) return concat(...chunks);
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new RangeError(`inflates to more than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
}
