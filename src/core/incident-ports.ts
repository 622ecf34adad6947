/** The part of the Store that incidents need; the rules of `ports.ts` hold here too. */
import type { Instant } from './calendar.ts';
import type { Incident, IncidentItem, IncidentNotice, IncidentParty, Selection } from './incident.ts';
import type { Appeal, FileEntry } from './incident-file.ts';
import type { Page } from './ports.ts';
import type { StatusMark, StatusSlot } from './status.ts';

export type IncidentWrite =
  /** A case number that is there already is a taken key of `incident`. */
  | { readonly write: 'incident.add'; readonly incident: Incident }
  | { readonly write: 'incident.put'; readonly incident: Incident }
  /** Takes into the set what fits, signed or about to be; what is in it already stays. */
  | { readonly write: 'incident.collect'; readonly incident: string; readonly from: CollectFrom }
  | { readonly write: 'incident.party'; readonly incident: string; readonly agency: string; readonly add: number }
  /** Sets the bits of a part of the set, but for those that are set and those under appeal, and keeps the revision. */
  | { readonly write: 'incident.mark'; readonly part: IncidentPart; readonly mark: BulkMark }
  /** Clears suspensions of the authority in a part of the set, but for those under appeal, and keeps when they held. */
  | { readonly write: 'incident.clear'; readonly part: IncidentPart; readonly at: Instant }
  | {
      readonly write: 'incident.tell';
      readonly incident: string;
      readonly agency: string;
      readonly told: IncidentNotice;
    }
  | { readonly write: 'entry.add'; readonly entry: FileEntry }
  /** Puts reports that nobody has taken up into an incident's file. */
  | { readonly write: 'entry.file'; readonly ids: readonly string[]; readonly incident: string }
  /** A second open appeal for a certificate is a taken key of `appeal`. */
  | { readonly write: 'appeal.add'; readonly appeal: Appeal }
  | { readonly write: 'appeal.put'; readonly appeal: Appeal };

/** Where an incident looks for its certificates, a part at a time; `until` is the last id of the part. */
export type CollectFrom =
  | {
      readonly agency: string;
      readonly selection: Selection;
      readonly after: string;
      readonly until?: string | undefined;
    }
  /** At most 50; `region`: of those, the certificates of its agencies. */
  | { readonly numbers: readonly string[]; readonly region?: string | undefined }
  /** Rows of a batch that are certificates: behind `after`, up to `until`. */
  | { readonly batch: string; readonly after: number; readonly until: number }
  | IncidentPart;

/** Items of one group of an incident's set: behind `after`, up to `until`. */
export interface IncidentPart {
  readonly incident: string;
  readonly agency: string;
  readonly group: number;
  readonly after: number;
  readonly until: number;
}

/** What each bit of an incident says. */
export type BulkMark = Pick<StatusMark, 'kind' | 'since' | 'reason' | 'effect' | 'effectiveFrom'>;

/** What an incident did to the bits of a list: set them, or cleared them. */
export interface BulkChange {
  readonly kind: StatusMark['kind'];
  readonly action: 'mark' | 'clear';
  readonly at: Instant;
}

export interface IncidentReads {
  incident(id: string): Promise<Incident | undefined>;
  /** Newest first; of one province, or all. */
  incidents(page: Page & { readonly region?: string | undefined }): Promise<Incident[]>;
  /** The id of the `count`-th certificate of an agency behind `after`, or undefined when there are fewer. */
  certificateAt(agency: string, after: string, count: number): Promise<string | undefined>;
  /** In the order of agency, group and index, behind `after`. */
  incidentItems(
    page: Pick<Page, 'limit'> & {
      readonly incident: string;
      readonly agency?: string | undefined;
      readonly after?: StatusSlot | undefined;
    },
  ): Promise<IncidentItem[]>;
  incidentItem(incident: string, slot: StatusSlot): Promise<IncidentItem | undefined>;
  /** `after` is the agency. */
  incidentParties(page: Page & { readonly incident: string }): Promise<IncidentParty[]>;
  incidentParty(incident: string, agency: string): Promise<IncidentParty | undefined>;
  /** Incidents of which an agency was told, newest first; `after` is the incident. */
  incidentsOf(page: Page & { readonly agency: string }): Promise<IncidentParty[]>;
  /** Those that are approved and have this slot in their set, newest first. */
  incidentsWith(slot: StatusSlot): Promise<Incident[]>;
  /** Oldest first; `incident` undefined: what nobody has taken up. `region`: what is about its agencies. */
  fileEntries(
    page: Page & { readonly incident: string | undefined; readonly region?: string | undefined },
  ): Promise<FileEntry[]>;
  fileEntry(id: string): Promise<FileEntry | undefined>;
  appeal(id: string): Promise<Appeal | undefined>;
  /** The open one. */
  appealFor(certificate: string): Promise<Appeal | undefined>;
  /** Oldest first. */
  appeals(page: Page & { readonly incident: string }): Promise<Appeal[]>;
}
