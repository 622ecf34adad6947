/** SHA-256 of texts without promises: WebCrypto's would cost more for small texts than all the rest of canonizing. */
import type { Bytes } from '../../lib/bytes.ts';

export interface TextHash {
  /** Lower-case hexadecimal. */
  hex(text: string): string;
  /** 32 bytes. */
  bytes(text: string): Bytes;
}

/**
 * By the crypto module of Node, which workerd has too. It is asked for at run time, so that none has to have it: undefined
 * in a runtime without.
 */
export function builtInHash(): TextHash | undefined {
  const hash = globalThis.process?.getBuiltinModule?.('node:crypto')?.hash;
  return (
    hash && {
      hex: (text) => hash('sha256', text, 'hex'),
      bytes: (text) => new Uint8Array(hash('sha256', text, 'buffer')),
    }
  );
}
