/** Every signature over some certificates, each checked from the outside in before anybody sees it. */
import type { PreparedCertificate, Securing } from '../core/certificate.ts';
import type { SecuringOrder, Signer } from '../core/ports.ts';
import { COPY_FORMATS, type FormatId } from '../core/template.ts';
import { documentLoader } from './contexts.ts';
import { agencyDid } from './did.ts';
import { type CheckInput, FORMATS } from './formats.ts';
import { createResolver } from './resolver.ts';
import type { SealFacts } from './seal.ts';
import { checkingHere } from './signature-node.ts';

/**
 * `Secure` in the thread of whoever calls it. Each step is taken for all of them before the next, so that the processor has
 * its code at hand: one after the other takes a sixth longer.
 */
export function secureAll(signer: Signer, order: SecuringOrder): Promise<Securing[]> {
  return checkingHere(() => secured(signer, order));
}

async function secured(signer: Signer, order: SecuringOrder): Promise<Securing[]> {
  const { origin, keys, certificates } = order;
  const tools = {
    controller: agencyDid(origin, order.agency),
    loader: documentLoader(origin),
    resolver: createResolver({
      origin,
      ownKeys: async () => Object.values(keys),
      allowedHosts: [],
      clock: () => certificates[0]?.preparedAt ?? 0,
    }),
  };
  const works = certificates.map((prepared): Work => {
    const { document: documentText, preparedAt: now } = prepared;
    const document = JSON.parse(documentText) as Record<string, unknown>;
    return { input: { ...tools, document, documentText, facts: sealFacts(prepared), now }, securing: {} };
  });
  for (const id of order.formats) {
    if (COPIES.has(id)) continue;
    const format = FORMATS[id];
    const key = await signer.open(keys[format.algorithm]);
    for (const work of works) work.securing = joined(work.securing, await format.secure({ ...work.input, key }));
    for (const { input, securing } of works) {
      // Nothing leaves that our own verification would not accept.
      const { outcome, detail } = await format.check({ ...input, key, securing });
      if (outcome !== 'pass') throw new Error(`our own ${id} does not verify: ${detail ?? outcome}`);
    }
  }
  return works.map(({ securing }) => whole(securing));
}

/** These are signed when somebody fetches them. */
const COPIES: ReadonlySet<FormatId> = new Set(COPY_FORMATS);

/** One certificate on its way. */
interface Work {
  readonly input: Omit<CheckInput, 'key' | 'securing'>;
  securing: Partial<Securing>;
}

function joined(securing: Partial<Securing>, made: Partial<Securing>): Partial<Securing> {
  const proofs = made.proofs && { ...securing.proofs, ...made.proofs };
  return { ...securing, ...made, ...(proofs && { proofs }) };
}

function whole({ proof, proofs, jwt, seal }: Partial<Securing>): Securing {
  if (!proof || !jwt || !seal) throw new Error('a template without all securing formats');
  return { proof, ...(proofs && { proofs }), jwt, seal };
}

export function sealFacts(prepared: PreparedCertificate): SealFacts {
  const { id, agency, issuedOn, validUntil, group, index, number, holderName, maskedId, occupation, level } = prepared;
  return {
    certificate: id,
    agency,
    issuedOn,
    ...(validUntil !== undefined && { validUntil }),
    group,
    index,
    number,
    holderName,
    maskedId,
    occupation: { ...occupation, name: occupation.name.zh },
    level,
  };
}
