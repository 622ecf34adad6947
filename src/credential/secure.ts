/** Every signature over some certificates, each checked from the outside in before anybody sees it. */
import type { PreparedCertificate, Securing } from '../core/certificate.ts';
import type { SecuringOrder, Signer, SigningKey } from '../core/ports.ts';
import { COPY_FORMATS, type FormatId } from '../core/template.ts';
import { type DocumentLoader, documentLoader } from './contexts.ts';
import { agencyDid } from './did.ts';
import { FORMATS, type SecuringFormat } from './formats.ts';
import { createResolver, type KeyResolver } from './resolver.ts';
import type { SealFacts } from './seal.ts';

/** `Secure` in the thread of whoever calls it. */
export async function secureAll(signer: Signer, order: SecuringOrder): Promise<Securing[]> {
  const { origin, keys } = order;
  const tools: Tools = {
    controller: agencyDid(origin, order.agency),
    loader: documentLoader(origin),
    resolver: createResolver({
      origin,
      ownKeys: async () => Object.values(keys),
      allowedHosts: [],
      clock: () => order.certificates[0]?.preparedAt ?? 0,
    }),
    formats: await Promise.all(
      order.formats
        .filter((id) => !COPIES.has(id))
        .map(async (id) => {
          const format = FORMATS[id];
          return { format, key: await signer.open(keys[format.algorithm]) };
        }),
    ),
  };
  const securings: Securing[] = [];
  for (const one of order.certificates) securings.push(await secureOne(tools, one));
  return securings;
}

/** These are signed when somebody fetches them. */
const COPIES: ReadonlySet<FormatId> = new Set(COPY_FORMATS);

interface Tools {
  /** The issuer's DID. */
  readonly controller: string;
  readonly loader: DocumentLoader;
  readonly resolver: KeyResolver;
  readonly formats: readonly { readonly format: SecuringFormat; readonly key: SigningKey }[];
}

async function secureOne({ formats, ...tools }: Tools, prepared: PreparedCertificate): Promise<Securing> {
  const { document: documentText, preparedAt: now } = prepared;
  const document = JSON.parse(documentText) as Record<string, unknown>;
  const input = { ...tools, document, documentText, facts: sealFacts(prepared), now };
  let securing: Partial<Securing> = {};
  for (const { format, key } of formats) {
    const made = await format.secure({ ...input, key });
    const proofs = made.proofs && { ...securing.proofs, ...made.proofs };
    securing = { ...securing, ...made, ...(proofs && { proofs }) };
    // Nothing leaves that our own verification would not accept.
    const { outcome, detail } = await format.check({ ...input, key, securing });
    if (outcome !== 'pass') throw new Error(`our own ${format.id} does not verify: ${detail ?? outcome}`);
  }
  const { proof, proofs, jwt, seal } = securing;
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
