/** SHA-256 of texts by Node's crypto module, which workerd has too: ten times as fast as in JavaScript. */
import type { Bytes } from '../../lib/bytes.ts';

export interface TextHash {
  /** Lower-case hexadecimal. */
  hex(text: string): string;
  /** 32 bytes. */
  bytes(text: string): Bytes | Promise<Bytes>;
}

/** Undefined in a runtime without that module. It is asked for at run time, so that none has to have it. */
export function builtInHash(): TextHash | undefined {
  const hash = globalThis.process?.getBuiltinModule?.('node:crypto')?.hash;
  return (
    hash && {
      hex: (text) => hash('sha256', text, 'hex'),
      bytes: (text) => new Uint8Array(hash('sha256', text, 'buffer')),
    }
  );
}
