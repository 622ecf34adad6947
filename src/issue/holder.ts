import type { CertificateRequest } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { uuidv7 } from '../core/ids.ts';
import type { Identity, Person } from '../core/person.ts';
import type { Write } from '../core/ports.ts';
import { encodeBase64url } from '../lib/base64url.ts';

export interface Holder {
  /** Id of the person record. */
  readonly person: string;
  readonly identity: Identity;
  /** The write that adds the record if it is new; only the first caller gets it. */
  takeWrites(): Write[];
}

/** Finds the records of an agency's holders by identity, and makes those that are missing; each identity once. */
export function holderFinder(deps: Deps, agency: string): (holder: CertificateRequest['holder']) => Promise<Holder> {
  const found = new Map<string, Promise<Holder>>();
  return async (holder) => {
    const blindIndex = await deps.vault.blindIndex(holder.idType, holder.idNumber);
    let one = found.get(blindIndex);
    if (!one) {
      one = find(deps, agency, blindIndex, holder);
      found.set(blindIndex, one);
    }
    return one;
  };
}

async function find(
  { store, vault, clock, random }: Deps,
  agency: string,
  blindIndex: string,
  { idType, idNumber, nationality }: CertificateRequest['holder'],
): Promise<Holder> {
  const known = await store.personByIndex(agency, blindIndex);
  if (known?.sealedIdentity) {
    const identity = await vault.openIdentity(known.sealedIdentity, known.id);
    return { person: known.id, identity, takeWrites: () => [] };
  }
  const id = uuidv7(clock, random);
  const salt = encodeBase64url(random(32));
  const identity: Identity = { idType, idNumber, salt, ...(nationality !== undefined && { nationality }) };
  const sealedIdentity = await vault.sealIdentity(identity, id);
  const person: Person = { id, agency, blindIndex, sealedIdentity, createdAt: clock() };
  let writes: Write[] = [{ write: 'person.add', person }];
  return {
    person: id,
    identity,
    takeWrites() {
      const taken = writes;
      writes = [];
      return taken;
    },
  };
}
