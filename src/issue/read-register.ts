import type { Agency, StandingStep } from '../core/agency.ts';
import { askOnce } from '../core/ask-once.ts';
import type { LevelScheme, Occupation, OccupationRef, Standard } from '../core/catalogue.ts';
import type { CertificateRequest } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import type { KeyRecord } from '../core/key.ts';
import { occupationName } from '../core/occupation-names.ts';
import type { Stop } from '../core/stop.ts';
import type { Template } from '../core/template.ts';

/** All that decisions about some requests of one agency need to know. */
export interface Register {
  readonly agency: Agency;
  readonly standing: readonly StandingStep[];
  readonly keys: readonly KeyRecord[];
  readonly stops: readonly Stop[];
  template(id: string): Template | undefined;
  occupation(ref: OccupationRef): Occupation | undefined;
  levelScheme(code: string): LevelScheme | undefined;
  standards(ref: OccupationRef): readonly Standard[];
}

/**
 * Reads each thing once, however many requests name it, and all at once where nothing leads from one to the other. Throws
 * `not_found` where there is no such agency.
 */
export async function readRegister(
  { store }: Pick<Deps, 'store'>,
  code: string,
  requests: readonly CertificateRequest[],
): Promise<Register> {
  const refs = requests.map(({ occupation }) => occupation);
  const [agency, standing, keys, stops, template, levelScheme, { occupation, standards }] = await Promise.all([
    store.agency(code),
    store.standing(code),
    store.keys(code),
    store.stops(),
    readEach(
      requests.map((request) => request.template),
      String,
      (id) => store.template(id),
    ),
    readEach(
      requests.map(({ level }) => level.scheme),
      String,
      (scheme) => store.levelScheme(scheme),
    ),
    readOccupations(store, refs),
  ]);
  if (!agency) throw notFound();
  return { agency, standing, keys, stops, template, levelScheme, occupation, standards };
}

/** Occupations, and the standards under all of their codes: those of the code that was named are asked for at once. */
async function readOccupations(
  store: Deps['store'],
  refs: readonly OccupationRef[],
): Promise<Pick<Register, 'occupation' | 'standards'>> {
  const standardsFor = askOnce(occupationName, (ref) => store.standardsFor(ref));
  const [occupation] = await Promise.all([
    readEach(refs, occupationName, (ref) => store.occupation(ref)),
    ...refs.map(standardsFor),
  ]);
  const standards = await readEach(refs, occupationName, async (ref) => {
    const { classification, edition, code, aliases } = occupation(ref) ?? { ...ref, aliases: [] };
    const codes = [{ edition, code }, ...aliases].map((one) => ({ classification, ...one }));
    return inOrder((await Promise.all(codes.map(standardsFor))).flat());
  });
  return { occupation, standards: (ref) => standards(ref) ?? [] };
}

/** Oldest first. */
function inOrder(standards: readonly Standard[]): Standard[] {
  const order = ({ version, id }: Standard) => `${version} ${id}`;
  return standards.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function readEach<K, V>(
  wanted: readonly K[],
  name: (key: K) => string,
  read: (key: K) => Promise<V | undefined>,
): Promise<(key: K) => V | undefined> {
  const distinct = new Map(wanted.map((key) => [name(key), key]));
  const found = new Map<string, V | undefined>();
  await Promise.all([...distinct].map(async ([text, key]) => found.set(text, await read(key))));
  return (key) => found.get(name(key));
}
