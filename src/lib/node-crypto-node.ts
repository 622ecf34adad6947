/**
 * Node's own crypto module, which answers at once: for what is small, a promise of WebCrypto costs more than the work.
 * It is asked for at run time, so that no runtime has to have it; undefined everywhere but on Node (workerd has a module
 * of that name, which cannot do all of this).
 */
export const nodeCrypto =
  globalThis.navigator?.userAgent === 'Cloudflare-Workers'
    ? undefined
    : globalThis.process?.getBuiltinModule?.('node:crypto');
