import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * From here on, types are stripped and code is compiled once and not at each start. For what is imported later only, so an
 * entry calls it before all else. Where nothing can be kept, it starts all the same.
 */
export function keepCompiled(): void {
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/yinzheng', import.meta.url)));
}
