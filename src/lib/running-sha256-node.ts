/** SHA-256 of what comes piece by piece, which WebCrypto cannot: by the crypto module of Node, which workerd has too. */
export interface RunningHash {
  update(piece: Uint8Array | string): void;
  /** Lower-case hexadecimal. Only once, at the end. */
  hex(): string;
}

export function runningSha256(): RunningHash {
  const module = globalThis.process?.getBuiltinModule?.('node:crypto');
  if (!module) throw new Error('this runtime has no node:crypto');
  const hash = module.createHash('sha256');
  return { update: (piece) => void hash.update(piece), hex: () => hash.digest('hex') };
}

export function sha256Hex(text: string): string {
  const hash = runningSha256();
  hash.update(text);
  return hash.hex();
}
