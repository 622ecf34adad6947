import type { Bytes } from './bytes.ts';
import { nodeCrypto } from './node-crypto-node.ts';

/** HMAC-SHA-256 (RFC 2104): 32 bytes. */
export async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  if (nodeCrypto) return new Uint8Array(nodeCrypto.createHmac('sha256', key).update(message).digest());
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}
