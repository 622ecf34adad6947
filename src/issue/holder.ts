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
  /** Whether the agency has the record already. */
  readonly known: boolean;
  /** The write that adds the record if it is new; only the first caller gets it. */
  takeWrites(): Write[];
}

type Wanted = CertificateRequest['holder'];

/** The records of an agency's holders, found by identity in one trip, and made where they are missing; each identity once. */
export async function findHolders(deps: Deps, agency: string, wanted: readonly Wanted[]): Promise<Holder[]> {
  const { store, vault } = deps;
  const indexes = await Promise.all(wanted.map(({ idType, idNumber }) => vault.blindIndex(idType, idNumber)));
  const known = await store.peopleByIndex(agency, [...new Set(indexes)]);
  const records = new Map(known.map((person) => [person.blindIndex, person]));
  const holders = new Map<string, Promise<Holder>>();
  return Promise.all(
    wanted.map((one, at) => {
      const blindIndex = indexes[at] ?? '';
      const holder = holders.get(blindIndex) ?? holderOf(deps, records.get(blindIndex), { ...one, agency, blindIndex });
      holders.set(blindIndex, holder);
      return holder;
    }),
  );
}

async function holderOf(
  { vault, clock, random }: Deps,
  known: Person | undefined,
  { agency, blindIndex, idType, idNumber, nationality }: Wanted & Pick<Person, 'agency' | 'blindIndex'>,
): Promise<Holder> {
  if (known?.sealedIdentity) {
    const identity = await vault.openIdentity(known.sealedIdentity, known.id);
    return { person: known.id, identity, known: true, takeWrites: () => [] };
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
    known: false,
    takeWrites() {
      const taken = writes;
      writes = [];
      return taken;
    },
  };
}
