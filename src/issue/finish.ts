import type { Certificate, PreparedCertificate, Securing } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { UniqueKeyError, YinzhengError } from '../core/errors.ts';
import type { SigningKey } from '../core/ports.ts';
import { eventWrite, SYSTEM } from '../core/record-event.ts';
import { documentLoader } from '../credential/contexts.ts';
import { agencyDid } from '../credential/did.ts';
import { type CheckInput, FORMATS } from '../credential/formats.ts';
import { createResolver } from '../credential/resolver.ts';
import type { SealFacts } from '../credential/seal.ts';

/**
 * Signs what was prepared, checks it as a stranger would, and commits it. The one way to a signature, for the first try
 * and for recovery: the bytes, and with them every Ed25519 signature, are the same each time, and whoever commits first
 * wins. Throws `key_unavailable` when a key was compromised or destroyed meanwhile; the certificate then stays prepared.
 */
export async function finish(deps: Deps, prepared: PreparedCertificate): Promise<Certificate> {
  const { store, clock } = deps;
  const securing = await secure(deps, prepared);
  const signedAt = clock();
  try {
    await store.commit([
      { write: 'certificate.sign', id: prepared.id, agency: prepared.agency, securing, at: signedAt },
      eventWrite(deps, SYSTEM, 'certificate.signed', {
        subject: prepared.id,
        owner: prepared.agency,
        data: { number: prepared.number },
        once: `signed:${prepared.id}`,
      }),
    ]);
    return { ...prepared, securing, signedAt };
  } catch (error) {
    const winner = error instanceof UniqueKeyError ? await store.certificate(prepared.id) : undefined;
    if (winner) return winner;
    throw error;
  }
}

async function secure({ store, signer, settings }: Deps, prepared: PreparedCertificate): Promise<Securing> {
  const [template, keys] = await Promise.all([
    store.template(prepared.template, prepared.templateVersion),
    store.keys(prepared.agency),
  ]);
  if (!template) throw new Error(`a certificate of a template that is not there: ${prepared.template}`);
  const open = async (algorithm: keyof PreparedCertificate['keys']): Promise<SigningKey> => {
    const record = keys.find(({ id }) => id === prepared.keys[algorithm]);
    if (!record) throw new YinzhengError('key_unavailable', `Key ${prepared.keys[algorithm]} is not in the register.`);
    return signer.open(record);
  };
  const common = {
    document: JSON.parse(prepared.document) as Record<string, unknown>,
    documentText: prepared.document,
    facts: sealFacts(prepared),
    controller: agencyDid(settings.origin, prepared.agency),
    now: prepared.preparedAt,
    loader: documentLoader(settings.origin),
    resolver: createResolver({
      origin: settings.origin,
      ownKeys: async () => keys,
      allowedHosts: [],
      clock: () => prepared.preparedAt,
    }),
  };

  let securing: Partial<Securing> = {};
  for (const id of template.formats) {
    const format = FORMATS[id];
    const key = await open(format.algorithm);
    const made = await format.secure({ ...common, key });
    const proofs = made.proofs && { ...securing.proofs, ...made.proofs };
    securing = { ...securing, ...made, ...(proofs && { proofs }) };
    await check(format.check, { ...common, key, securing }, id);
  }
  const { proof, proofs, jwt, seal } = securing;
  if (!proof || !jwt || !seal) throw new Error(`template ${template.id} does not have all securing formats`);
  return { proof, ...(proofs && { proofs }), jwt, seal };
}

/** Nothing leaves that our own verification would not accept. */
async function check(
  verify: (input: CheckInput) => Promise<{ outcome: string; detail?: string }>,
  input: CheckInput,
  id: string,
) {
  const { outcome, detail } = await verify(input);
  if (outcome !== 'pass') throw new Error(`our own ${id} does not verify: ${detail ?? outcome}`);
}

function sealFacts(prepared: PreparedCertificate): SealFacts {
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
