import type { Actor } from '../core/actor.ts';
import type { Certificate } from '../core/certificate.ts';
import type { Deps } from '../core/deps.ts';
import { notFound } from '../core/errors.ts';
import {
  type Incident,
  type IncidentItem,
  type IncidentNotice,
  type IncidentParty,
  subjectOf,
} from '../core/incident.ts';
import type { Appeal, FileEntry } from '../core/incident-file.ts';
import type {} from '../core/incident-ports.ts';
import type { Job } from '../core/jobs.ts';
import { AUTHORITY } from '../core/key.ts';
import { type Action, allow, visible } from '../core/policy.ts';
import type { Page } from '../core/ports.ts';
import { type PersonalRead, recordReads } from '../core/record-read.ts';
import type { StatusSlot } from '../core/status.ts';

/** An incident as the authority sees it, with its preview and its file. */
export interface IncidentView {
  readonly incident: Incident;
  /** The job that works on it, or did so last. */
  readonly job: Job | undefined;
  /** The first of its agencies, in code order. */
  readonly parties: readonly IncidentParty[];
  readonly sample: readonly Certificate[];
  readonly entries: readonly FileEntry[];
  readonly appeals: readonly Appeal[];
}

/** What one agency sees of it, once it is done. */
export interface PartyView {
  readonly incident: string;
  readonly count: number;
  readonly told: IncidentNotice;
}

const SAMPLE = 10;
const PARTIES = 200;
const ENTRIES = 200;

/** Throws `not_found` alike for none and for one that the agency was not told of. */
export async function readIncident(deps: Deps, actor: Actor, id: string): Promise<IncidentView | PartyView> {
  const { store } = deps;
  const { owner: agency } = visible(actor, 'incident.read');
  if (agency !== undefined) return partyView(deps, agency, id);
  const incident = await existing(deps, actor, 'incident.read', id);
  const [job, parties, items, entries, appeals] = await Promise.all([
    store.job(incident.job),
    store.incidentParties({ incident: id, limit: PARTIES }),
    store.incidentItems({ incident: id, limit: SAMPLE }),
    store.fileEntries({ incident: id, limit: ENTRIES }),
    store.appeals({ incident: id, limit: ENTRIES }),
  ]);
  await recordReads(deps, actor, readsOf(id, items, [...entries, ...appeals]));
  const sample = await Promise.all(items.map(({ certificate }) => store.certificate(certificate)));
  return { incident, job, parties, sample: sample.filter((one) => one !== undefined), entries, appeals };
}

/** Throws `not_found` alike for none and for one that another part of the authority works on. */
export async function existing(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  action: Action,
  id: string,
): Promise<Incident> {
  allow(actor, action);
  const incident = await store.incident(id);
  if (!incident) throw notFound();
  allow(actor, action, subjectOf(incident));
  return incident;
}

/** An agency's part of an incident of which it was told. */
export async function partyView({ store }: Pick<Deps, 'store'>, agency: string, id: string): Promise<PartyView> {
  const party = await store.incidentParty(id, agency);
  if (!party?.told) throw notFound();
  return { incident: id, count: party.count, told: party.told };
}

/** Newest first. */
export async function listIncidents(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  page: Page,
): Promise<readonly (Incident | PartyView)[]> {
  const { owner: agency, region } = visible(actor, 'incident.read');
  if (agency === undefined) return store.incidents({ ...page, region });
  const parties = await store.incidentsOf({ ...page, agency });
  return parties.flatMap(({ incident, count, told }) => (told ? [{ incident, count, told }] : []));
}

/** The certificates of an incident in the order of their slots; an agency sees its own. */
export async function incidentCertificates(
  deps: Pick<Deps, 'store' | 'clock' | 'random' | 'log'>,
  actor: Actor,
  id: string,
  page: { readonly limit: number; readonly after: StatusSlot | undefined },
): Promise<IncidentItem[]> {
  const { owner: agency } = visible(actor, 'incident.read');
  if (agency !== undefined) await partyView(deps, agency, id);
  else await existing(deps, actor, 'incident.read', id);
  const items = await deps.store.incidentItems({ incident: id, agency, ...page });
  await recordReads(deps, actor, readsOf(id, items));
  return items;
}

/** Whose certificates were shown, and what people wrote about them, agency by agency. */
function readsOf(
  incident: string,
  items: readonly IncidentItem[],
  file: readonly (FileEntry | Appeal)[] = [],
): PersonalRead[] {
  const owner = ({ agency = AUTHORITY }: { readonly agency?: string }) => agency;
  const [shown, written] = [Map.groupBy(items, owner), Map.groupBy(file, owner)];
  return [...new Set([...shown.keys(), ...written.keys()])].map((agency) => {
    const [certificates = 0, texts] = [shown.get(agency)?.length, written.get(agency)?.length];
    return {
      subject: agency,
      owner: agency,
      data: { incident, certificates, ...(texts !== undefined && { texts }) },
    };
  });
}

/** How far the work on an incident is. */
export async function incidentProgress(deps: Pick<Deps, 'store'>, actor: Actor, id: string) {
  const incident = await existing(deps, actor, 'incident.follow', id);
  return { incident, job: await deps.store.job(incident.job) };
}
