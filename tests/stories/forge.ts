/** What a thief with an agency's signing keys makes: a certificate that the register never saw, well signed in every form. */
import type { SigningKey } from '../../src/core/ports.ts';
import { documentLoader } from '../../src/credential/contexts.ts';
import { proveDocument } from '../../src/credential/data-integrity.ts';
import { agencyDid } from '../../src/credential/did.ts';
import { parseSealText, readSeal, sealText, signSeal } from '../../src/credential/seal.ts';
import { joinJwt, signJwt } from '../../src/credential/vc-jose.ts';
import type { Presented } from '../../src/issue/present.ts';
import { A } from './people.ts';
import type { World } from './world.ts';

export type Forged = Pick<Presented, 'credential' | 'jwt' | 'seal'>;

export interface Forgery {
  /** Default: an id that no certificate has. */
  readonly id?: string;
  readonly number?: string;
  readonly name?: string;
  /** A date of issue, with a date of assessment, validity and proof that go with it. */
  readonly issuedOn?: string;
}

/** Writes over a good certificate of agency A what the thief wants, and signs the result. */
export async function forge(
  world: World,
  pattern: Forged,
  keys: { readonly Ed25519: SigningKey; readonly ES256: SigningKey },
  { id = '019a0000-0000-7000-8000-000000000666', number = `${A.code}263000666`, name = '冒名者', issuedOn }: Forgery,
): Promise<Forged> {
  const controller = agencyDid(world.origin, A.code);
  const created = issuedOn === undefined ? world.now().getTime() : Date.parse(`${issuedOn}T04:00:00Z`);
  const { proof: _, ...genuine } = pattern.credential;
  const subject = genuine.credentialSubject as { assessment: object };
  const document = {
    ...genuine,
    id: `urn:uuid:${id}`,
    number,
    credentialSubject: {
      ...subject,
      name,
      assessment: { ...subject.assessment, ...(issuedOn !== undefined && { assessedOn: issuedOn }) },
    },
    ...(issuedOn !== undefined && { issuedOn, validFrom: `${issuedOn}T00:00:00Z` }),
  };
  const text = JSON.stringify(document);
  const loader = documentLoader(world.origin);
  const { facts } = readSeal(parseSealText(pattern.seal) ?? new Uint8Array());
  const forgedFacts = {
    ...facts,
    certificate: id,
    number,
    holderName: name,
    ...(issuedOn !== undefined && { issuedOn }),
  };
  return {
    credential: {
      ...document,
      proof: await proveDocument(document, { key: keys.Ed25519, controller, created, loader }),
    },
    jwt: joinJwt(text, await signJwt(text, { key: keys.ES256, controller })),
    seal: sealText(world.origin, await signSeal(forgedFacts, keys.ES256)),
  };
}
