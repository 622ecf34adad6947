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
    readEach(refs, refKey, (ref) => store.occupation(ref)),
    readEach(refs, refKey, (ref) => store.standardsFor(ref)),
  ]);
  return { agency, standing, keys, stops, template, levelScheme, occupation, standards: (ref) => standards(ref) ?? [] };
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
