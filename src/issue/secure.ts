import type { PreparedCertificate, Securing } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import type { SecuringOrder, Store } from '../core/ports.ts';
import { secureAll } from '../credential/secure.ts';
import { templateOf } from './template-of.ts';

/** What signing asks the register for: the keys of an agency, as they are now, and versions of templates. */
export type Register = Pick<Store, 'keys' | 'template'>;

/** The signatures over what was prepared, checked, in its order; what has one template and the same keys goes together. */
export async function secure(
  deps: Deps,
  prepared: readonly PreparedCertificate[],
  register: Register,
): Promise<Securing[]> {
  const done = new Map<string, Securing>();
  const groups = Map.groupBy(prepared, ({ agency, template, templateVersion, keys }) =>
    JSON.stringify([agency, template, templateVersion, keys.Ed25519, keys.ES256]),
  );
  for (const group of groups.values()) {
    const securings = await secureGroup(deps, group, register);
    for (const [n, { id }] of group.entries()) {
      const securing = securings[n];
      if (securing) done.set(id, securing);
    }
  }
  return prepared.flatMap(({ id }) => done.get(id) ?? []);
}

async function secureGroup(
  { settings, signer, secure = (order) => secureAll(signer, order) }: Deps,
  group: readonly PreparedCertificate[],
  register: Register,
): Promise<Securing[]> {
  const [first] = group;
  if (!first) return [];
  const [template, keys] = await Promise.all([templateOf(register, first), register.keys(first.agency)]);
  const keyOf = (id: string) => {
    const record = keys.find((key) => key.id === id);
    if (!record) throw new YinzhengError('key_unavailable', `Key ${id} is not in the register.`);
    return record;
  };
  const order: SecuringOrder = {
    origin: settings.origin,
    agency: first.agency,
    formats: template.formats,
    keys: { Ed25519: keyOf(first.keys.Ed25519), ES256: keyOf(first.keys.ES256) },
    certificates: group,
  };
  return secure(order);
}
