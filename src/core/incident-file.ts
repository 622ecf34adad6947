/** What people put into the file of an incident: suspicions, answers of agencies, and appeals. */
import type { Instant } from './calendar.ts';
import type { StatusSlot } from './status.ts';

/** `report`: an employer's suspicion; `answer`: what an agency says to it. */
export interface FileEntry {
  /** UUIDv7. */
  readonly id: string;
  readonly kind: 'report' | 'answer';
  /** Missing for a report that nobody has taken up. */
  readonly incident?: string;
  /** The agency that it is about; missing for a report about a number that names none. */
  readonly agency?: string;
  /** The number of the certificate that a report is about, whether or not there is one. */
  readonly number?: string;
  readonly text: string;
  readonly organisation: string;
  readonly person: string;
  readonly at: Instant;
}

/** While it is open, no incident revokes or reinstates its certificate. */
export interface Appeal extends StatusSlot {
  /** UUIDv7. */
  readonly id: string;
  readonly incident: string;
  readonly certificate: string;
  readonly text: string;
  readonly state: 'open' | 'upheld' | 'dismissed';
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  readonly decision?: string;
}
