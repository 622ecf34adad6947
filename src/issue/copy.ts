/** Copies of a certificate that are signed when somebody fetches them. */
import type { Actor } from '../core/actor.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { YinzhengError } from '../core/errors.ts';
import { birthdateOf } from '../core/identity.ts';
import { activeKey, type PublicJwk } from '../core/key.ts';
import type { Write } from '../core/ports.ts';
import { eventWrite } from '../core/record-event.ts';
import type { CopyFormat } from '../core/template.ts';
import type { WalletRequest } from '../core/wallet.ts';
import { documentLoader } from '../credential/contexts.ts';
import { agencyDid } from '../credential/did.ts';
import { FORMATS } from '../credential/formats.ts';
import { createResolver } from '../credential/resolver.ts';
import { copyId } from '../credential/sd-jwt.ts';
import { typeReference } from '../credential/sd-jwt-metadata.ts';
import { sealFacts } from '../credential/secure.ts';
import { templateOf } from './template-of.ts';

type By = Pick<Actor, 'person' | 'organisation'>;

/** For whom copies are signed. */
export interface CopyWish {
  readonly format: CopyFormat;
  /** One copy for each key of the holder's wallet; `undefined` for one that is bound to none. */
  readonly holderKeys: readonly (PublicJwk | undefined)[];
  /** The wallet's request. */
  readonly request?: Pick<WalletRequest, 'id' | 'offer'> | undefined;
  /** Nothing that the page of the certificate does not show: no birth date. */
  readonly asShown?: boolean | undefined;
}

/** A copy that belongs to nobody's key, kept on record. */
export async function signCopy(
  deps: Deps,
  by: By,
  certificate: Certificate,
  wish: Pick<CopyWish, 'format' | 'asShown'>,
): Promise<string> {
  const { copies, writes } = await signCopies(deps, by, certificate, { ...wish, holderKeys: [undefined] });
  await deps.store.commit(writes);
  return copies[0] ?? '';
}

/**
 * Signs copies with the agency's key of now and checks them as a stranger would. The caller commits the writes, and lets
 * nothing out before. Throws `not_acceptable` where the template does not ask for the format, and `key_unavailable`.
 */
export async function signCopies(
  deps: Deps,
  by: By,
  certificate: Certificate,
  { format: id, holderKeys, request, asShown }: CopyWish,
): Promise<{ readonly copies: string[]; readonly writes: Write[] }> {
  const { store, settings, signer, clock, random } = deps;
  const { origin } = settings;
  const { agency } = certificate;
  const [template, keys] = await Promise.all([templateOf(store, certificate), store.keys(agency)]);
  if (!template.formats.includes(id))
    throw new YinzhengError('not_acceptable', `This certificate is not issued as ${id}.`);
  const format = FORMATS[id];
  const record = activeKey(keys, format.algorithm);
  const now = clock();
  const input = {
    document: JSON.parse(certificate.document) as Record<string, unknown>,
    documentText: certificate.document,
    facts: sealFacts(certificate),
    key: await signer.open(record),
    controller: agencyDid(origin, agency),
    now,
    loader: documentLoader(origin),
  };
  const resolver = createResolver({ origin, ownKeys: async () => [record], allowedHosts: [], clock });
  const made = { origin, slot: certificate, type: await typeReference(origin, template), random };
  const birthdate = asShown ? undefined : await birthdateIn(deps, certificate);

  const copies: string[] = [];
  const writes: Write[] = [];
  for (const [place, holderKey] of holderKeys.entries()) {
    const one = { ...input, copy: { ...made, birthdate, holderKey } };
    const securing = await format.secure(one);
    const { outcome, detail } = await format.check({ ...one, securing, resolver });
    if (outcome !== 'pass' || !securing.sdJwt) throw new Error(`our own ${id} does not verify: ${detail ?? outcome}`);
    const copy = { id: await copyId(securing.sdJwt), certificate: certificate.id, agency, format: id, signedAt: now };
    copies.push(securing.sdJwt);
    writes.push({ write: 'copy.add', copy: { ...copy, ...(request && { request: request.id, place }) } });
  }
  const data = {
    format: id,
    copies: copies.length,
    bound: holderKeys.some((key) => key !== undefined),
    birthdate: birthdate !== undefined,
    ...(request && { offer: request.offer }),
  };
  return {
    copies,
    writes: [...writes, eventWrite(deps, by, 'copy.signed', { subject: certificate.id, owner: agency, data })],
  };
}

/** As the number of the identity has it; undefined for other types, and once the holder's record was erased. */
async function birthdateIn({ store, vault }: Deps, certificate: Certificate): Promise<string | undefined> {
  const person = await store.person(certificate.person);
  if (!person?.sealedIdentity) return undefined;
  const { idType, idNumber } = await vault.openIdentity(person.sealedIdentity, person.id);
  return birthdateOf(idType, idNumber);
}
