import type { Agency, StandingStep } from '../core/agency.ts';
import type { LevelScheme, Occupation, OccupationRef, Standard } from '../core/catalogue.ts';
import type { CertificateRequest } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import type { KeyRecord } from '../core/key.ts';
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

/** Reads each thing once, however many requests name it. */
export async function readRegister(
  { store }: Pick<Deps, 'store'>,
  agency: Agency,
  requests: readonly CertificateRequest[],
): Promise<Register> {
  const refs = requests.map(({ occupation }) => occupation);
  const occupations = readEach(refs, refKey, (ref) => store.occupation(ref));
  const [standing, keys, stops, template, levelScheme, occupation, standards] = await Promise.all([
    store.standing(agency.code),
    store.keys(agency.code),
    store.stops(),
    readEach(
      requests.map((request) => request.template),
      String,
      (id) => store.template(id),
    ),
    readEach(
      requests.map(({ level }) => level.scheme),
      String,
      (code) => store.levelScheme(code),
    ),
    occupations,
    occupations.then((find) =>
      readEach(refs, refKey, (ref) => standardsOf(store, find(ref) ?? { ...ref, aliases: [] })),
    ),
  ]);
  return { agency, standing, keys, stops, template, levelScheme, occupation, standards: (ref) => standards(ref) ?? [] };
}

/** Versions under all codes of an occupation, oldest first. */
async function standardsOf(
  { standardsFor }: Pick<Deps['store'], 'standardsFor'>,
  { classification, edition, code, aliases }: Pick<Occupation, keyof OccupationRef | 'aliases'>,
): Promise<Standard[]> {
  const codes = [{ edition, code }, ...aliases].map((one) => ({ classification, ...one }));
  const found = (await Promise.all(codes.map((ref) => standardsFor(ref)))).flat();
  const order = ({ version, id }: Standard) => `${version} ${id}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function refKey({ classification, edition, code }: OccupationRef): string {
  return `${classification}/${edition}/${code}`;
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
