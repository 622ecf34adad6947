import type { Approval } from '../../core/batch.ts';
import type { Store } from '../../core/ports.ts';

const ORDER: readonly Approval[] = ['none', 'agency', 'authority'];

/** What one version of a template asks for; the most of all for one that is not there. */
export async function approvalOf(
  store: Pick<Store, 'template'>,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<Approval> {
  return (await store.template(id, version))?.policy.approval ?? 'authority';
}

/** The most that several ask for; nobody asks for less than none. */
export function mostOf(approvals: readonly Approval[]): Approval {
  return ORDER.findLast((one) => approvals.includes(one)) ?? 'none';
}
