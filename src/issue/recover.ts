import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { finish } from './finish.ts';

const PAGE = 100;

/**
 * Finishes what a crash left between commit A and commit B, oldest first. Safe beside running requests and other
 * processes: whoever commits first wins. Returns how many certificates it signed. One whose key may not sign any more
 * stays prepared and is logged each time.
 */
export async function recover(deps: Deps): Promise<number> {
  let signed = 0;
  let after: string | undefined;
  for (;;) {
    const page = await deps.store.prepared({ limit: PAGE, after });
    for (const prepared of page) {
      try {
        await finish(deps, prepared);
        signed++;
      } catch (error) {
        if (!(error instanceof YinzhengError && error.code === 'key_unavailable')) throw error;
        deps.log('error', 'recover.key_unavailable', { certificate: prepared.id, reason: error.message });
      }
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return signed;
  }
}
