/** What the rooms above need from the world. Every implementation passes the same contract tests. */
import type { ApiKey } from './actor.ts';
import type { Agency, StandingStep } from './agency.ts';
import type { BatchReads, BatchWrite } from './batch-ports.ts';
import type { Instant } from './calendar.ts';
import type { LevelScheme, Occupation, OccupationRef, Standard } from './catalogue.ts';
import type { Certificate, PreparedCertificate, Securing } from './certificate.ts';
import type { Allowance, Employer, EmployerLimits } from './employer.ts';
import type { Event, EventFilter } from './event.ts';
import type { Hold } from './hold.ts';
import type { IncidentReads, IncidentWrite } from './incident-ports.ts';
import type { Claim, Job } from './jobs.ts';
import type { KeyAlgorithm, KeyRecord, KeyState, PublicJwk } from './key.ts';
import type { LayoutChoice } from './layout.ts';
import type { Block } from './ledger.ts';
import type { LedgerReads } from './ledger-reads.ts';
import type { Backlog } from './metrics.ts';
import type { OversightReads, OversightWrite } from './oversight-ports.ts';
import type { Person } from './person.ts';
import type { Share } from './share.ts';
import type { Cell } from './statistics.ts';
import type { KeptList, PastSuspension, SlotHolder, StatusMark, StatusSlot } from './status.ts';
import type { Stop } from './stop.ts';
import type { FormatId, Template } from './template.ts';
import type { VerificationReads, VerificationWrite } from './verification-ports.ts';
import type { WalletReads, WalletWrite } from './wallet-ports.ts';
import type { Webhook } from './webhook.ts';

/** The current instant. Tests hand in their own. */
export type Clock = () => Instant;

/** `length` bytes from a cryptographic generator. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;

/** One line of the log: an event name and plain fields. Never names of people, identity numbers or keys. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Record<string, unknown>) => void;

/** The authority as documents show it. */
export interface Authority {
  readonly name: { readonly zh: string; readonly en: string };
  readonly uscc: string;
  /** The origin that stands in everything it and its agencies ever signed. */
  readonly origin: string;
}

export interface IdempotencyRecord {
  readonly organisation: string;
  readonly key: string;
  /** Keyed hash of the request, base64url. */
  readonly bodyHash: string;
  /** Id of the certificate that it made. */
  readonly certificate: string;
  readonly at: Instant;
}

/** One change of stored data, as a plain value. `Store.commit` takes a list and applies all of it or nothing. */
export type Write =
  | { readonly write: 'authority.put'; readonly authority: Authority }
  | { readonly write: 'secret.add'; readonly name: string; readonly wrapped: string }
  | { readonly write: 'agency.add'; readonly agency: Agency }
  | { readonly write: 'standing.add'; readonly step: StandingStep }
  | { readonly write: 'layout.put'; readonly agency: string; readonly choice: LayoutChoice }
  | { readonly write: 'employer.add'; readonly employer: Employer }
  | { readonly write: 'employer.limits'; readonly code: string; readonly limits: EmployerLimits }
  | { readonly write: 'occupation.add'; readonly occupation: Occupation }
  | { readonly write: 'levels.add'; readonly scheme: LevelScheme }
  | { readonly write: 'standard.add'; readonly standard: Standard }
  | { readonly write: 'template.add'; readonly template: Template }
  | { readonly write: 'key.add'; readonly key: KeyRecord }
  | {
      readonly write: 'key.state';
      readonly id: string;
      readonly state: KeyState;
      readonly retiredAt?: Instant;
      readonly compromisedSince?: Instant;
    }
  | { readonly write: 'apikey.add'; readonly apiKey: ApiKey }
  | { readonly write: 'apikey.revoke'; readonly id: string; readonly at: Instant }
  | { readonly write: 'person.add'; readonly person: Person }
  | { readonly write: 'person.erase'; readonly id: string }
  /**
   * Nothing, as long as these persons have so many certificates together, signed or not; else a taken key of `person`. Of two
   * commits that begin with it for one person the second sees what the first one made.
   */
  | { readonly write: 'person.holds'; readonly persons: readonly string[]; readonly certificates: number }
  | { readonly write: 'idempotency.add'; readonly record: IdempotencyRecord }
  | { readonly write: 'certificate.prepare'; readonly certificate: PreparedCertificate }
  /** A certificate that is signed already is a taken key of `securing`. */
  | {
      readonly write: 'certificate.sign';
      readonly certificate: PreparedCertificate;
      readonly securing: Securing;
      readonly at: Instant;
    }
  | { readonly write: 'slot.hold'; readonly holder: SlotHolder }
  /** Sets a bit and counts up the list's revision. A bit that is set already is a taken key of `status_mark`. */
  | { readonly write: 'status.mark'; readonly mark: StatusMark }
  /** Says something else about a bit that is set. */
  | { readonly write: 'status.amend'; readonly mark: StatusMark }
  /** Clears a suspension, keeps when it held, and counts up the list's revision. */
  | {
      readonly write: 'status.clear';
      readonly slot: StatusSlot;
      readonly kind: StatusMark['kind'];
      readonly at: Instant;
    }
  /** Counts up the revision of a list that is derived from other rows (the trust list). */
  | { readonly write: 'list.touch'; readonly list: string }
  /** Keeps a signed list unless one of a later revision, or a later one of the same revision, is there. */
  | { readonly write: 'list.publish'; readonly list: KeptList }
  | WalletWrite
  | { readonly write: 'share.add'; readonly share: Share }
  /** Changes nothing when it is withdrawn already. */
  | { readonly write: 'share.withdraw'; readonly id: string; readonly at: Instant }
  /** Removes those that ended before; one that was withdrawn, when it would have ended by itself. */
  | { readonly write: 'share.forget'; readonly before: Instant }
  /** An event waits from then on for a block of the ledger. */
  | IncidentWrite
  /** A second one for the same is a taken key of `issuing_stop`. */
  | { readonly write: 'stop.add'; readonly stop: Stop }
  | { readonly write: 'stop.lift'; readonly owner: string }
  | { readonly write: 'webhook.add'; readonly webhook: Webhook }
  | { readonly write: 'webhook.end'; readonly id: string; readonly at: Instant }
  | { readonly write: 'event.add'; readonly event: Event }
  /** Its events wait no longer. A place that another block took is a taken key of `ledger`. */
  | { readonly write: 'block.add'; readonly block: Block }
  /** Counts what a block of the ledger tells. A block that is counted already is a taken key of `tallied`. */
  | { readonly write: 'tally.add'; readonly block: number; readonly cells: readonly Cell[] }
  | { readonly write: 'job.add'; readonly job: Job }
  /** A chunk that another process committed, or that a cancellation overtook, is a taken key of `job_chunk`. */
  | {
      readonly write: 'job.chunk';
      readonly claim: Claim;
      /** All units done so far. */
      readonly done: number;
      readonly total?: number | undefined;
      /** Missing: this was the last chunk. */
      readonly cursor?: Job['cursor'] | undefined;
      readonly at: Instant;
    }
  /** Keeps a claim until `dueAt`. Changes nothing when it is lost. */
  | { readonly write: 'job.renew'; readonly claim: Claim; readonly dueAt: Instant; readonly at: Instant }
  /** Gives a claim back, to be made again from `dueAt` on, with so many attempts on record. Changes nothing when it is lost. */
  | {
      readonly write: 'job.retry';
      readonly claim: Claim;
      readonly attempts: number;
      readonly error: string;
      readonly dueAt: Instant;
      readonly at: Instant;
    }
  /**
   * Ends the job and takes the chunk away from whoever had it before, a taken key of `job_chunk` if that was faster. Changes
   * nothing when the claim is lost.
   */
  | { readonly write: 'job.fail'; readonly claim: Claim; readonly error: string; readonly at: Instant }
  /** Takes the next chunk away from whoever works on it, a taken key of `job_chunk` if that was faster. */
  | { readonly write: 'job.cancel'; readonly job: Pick<Job, 'id' | 'chunk'>; readonly at: Instant }
  | VerificationWrite
  /** Counts what was used already, also beyond the limit. */
  | { readonly write: 'allowance.count'; readonly allowance: Allowance; readonly count: number }
  | BatchWrite
  | OversightWrite
  | { readonly write: 'hold.put'; readonly hold: Hold }
  | { readonly write: 'hold.lift' }
  /** Moves every counter ahead, also those that are yet to come. */
  | { readonly write: 'counters.skip'; readonly count: number };

export interface Page {
  readonly limit: number;
  /** Id of the last row of the page before. */
  readonly after?: string | undefined;
}

/** A page of what agencies have: of one of them, of those of a province, or of all. */
export interface AgenciesPage extends Page {
  readonly agency?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * The register. Consistent: a read sees every commit that returned before it. Missing rows are `undefined`, never an
 * error. Reads and writes throw `YinzhengError` `unavailable` when the engine cannot be reached and `storage_full`
 * when there is no space; then nothing of the list was kept, except that nobody knows of a `commit` whose answer was
 * lost with the connection. Nobody retries below this line. While a `Hold` is there, `commit`, `allocate` and
 * `claimJob` throw `on_hold`, but signed lists may be published and the hold itself be changed.
 */
export interface Store extends BatchReads, IncidentReads, LedgerReads, OversightReads, VerificationReads, WalletReads {
  /**
   * Applies all writes in order, or none. Durable (synced) on return. Throws `UniqueKeyError` with the table's name
   * when another writer took a key first.
   */
  commit(writes: readonly Write[]): Promise<void>;
  /**
   * Takes `count` next values of each named counter, one atomic statement each. Returns the first value of each range,
   * starting at 0. Values are never handed out twice; a crash may leave a gap.
   */
  allocate(ranges: readonly { readonly counter: string; readonly count: number }[]): Promise<number[]>;

  /** How many values of a counter were handed out; 0 for one that was never used. */
  counter(name: string): Promise<number>;

  authority(): Promise<Authority | undefined>;
  /** All of them, wrapped, by name: a handful. */
  secrets(): Promise<ReadonlyMap<string, string>>;

  agency(code: string): Promise<Agency | undefined>;
  /** In code order. `code` narrows to one, `region` to those of a province. */
  agencies(
    page: Page & { readonly code?: string | undefined; readonly region?: string | undefined },
  ): Promise<Agency[]>;
  /** All steps of an agency, or of every agency, in the order they were written. */
  standing(agency?: string): Promise<StandingStep[]>;
  /** How the agency wants its certificates to look on paper. */
  layoutChoice(agency: string): Promise<LayoutChoice | undefined>;

  employer(code: string): Promise<Employer | undefined>;
  /** In code order. `code` narrows to one. */
  employers(page: Page & { readonly code?: string | undefined }): Promise<Employer[]>;
  /**
   * Uses `count` of an allowance, all or nothing, in one atomic statement; false when more would be used than the limit.
   * Nothing that was used in a stretch counts in a later one; a late call of an earlier stretch counts in the later.
   */
  spend(allowance: Allowance, count: number): Promise<boolean>;
  /** How much of it is used. */
  spent(allowance: Pick<Allowance, 'name' | 'begins'>): Promise<number>;

  occupation(ref: OccupationRef): Promise<Occupation | undefined>;
  /** `after` is `classification/edition/code`. */
  occupations(page: Page): Promise<Occupation[]>;
  levelScheme(code: string): Promise<LevelScheme | undefined>;
  levelSchemes(): Promise<LevelScheme[]>;
  /** Versions for one occupation, oldest first. */
  standardsFor(ref: OccupationRef): Promise<Standard[]>;
  /** `after` is the id. */
  standards(page: Page): Promise<Standard[]>;
  /** That version, or the newest. */
  template(id: string, version?: number): Promise<Template | undefined>;
  /** All versions, by id and version. */
  templates(): Promise<Template[]>;

  key(id: string): Promise<KeyRecord | undefined>;
  /** All keys of an owner, or of everybody, oldest first. */
  keys(owner?: string): Promise<KeyRecord[]>;
  /** Oldest first; `after` is the id of a key. */
  listedKeys(
    page: Page & { readonly owner?: string | undefined; readonly region?: string | undefined },
  ): Promise<KeyRecord[]>;
  apiKey(hash: string): Promise<ApiKey | undefined>;
  apiKeys(organisation?: string): Promise<ApiKey[]>;

  person(id: string): Promise<Person | undefined>;
  /** The holders with these identities in this agency, in any order. */
  peopleByIndex(agency: string, blindIndexes: readonly string[]): Promise<Person[]>;

  /** Also one that has ended. */
  share(id: string): Promise<Share | undefined>;
  /** Those of a certificate, newest first. */
  shares(certificate: string, limit: number): Promise<Share[]>;

  /** Those of the keys that were used, in any order. */
  idempotency(organisation: string, keys: readonly string[]): Promise<IdempotencyRecord[]>;
  /** A signed certificate. */
  certificate(id: string): Promise<Certificate | undefined>;
  /** Those of the ids that are signed, in any order. */
  certificatesAmong(ids: readonly string[]): Promise<Certificate[]>;
  certificateByNumber(number: string): Promise<Certificate | undefined>;
  /** Id of the signed certificate that has the slot. */
  certificateIdBySlot(slot: StatusSlot): Promise<string | undefined>;
  /** The certificate that took the place of `id`, once it is signed. */
  replacementOf(id: string): Promise<Certificate | undefined>;
  /** Signed certificates, newest first. */
  certificates(page: AgenciesPage): Promise<Certificate[]>;
  /** Prepared, not signed, oldest first: what a crash left behind. */
  prepared(page: Page): Promise<PreparedCertificate[]>;
  /** Those of the ids that are prepared and not signed, in any order. */
  preparedAmong(ids: readonly string[]): Promise<PreparedCertificate[]>;

  /** Who holds a slot, if no certificate does. */
  slotHolder(slot: StatusSlot): Promise<SlotHolder | undefined>;
  /** The slots of an agency's credentials of this id, newest first. */
  slotsOfCredential(agency: string, credential: string): Promise<SlotHolder[]>;
  /** The bits that are set for one slot, at most one of each kind. */
  marks(slot: StatusSlot): Promise<StatusMark[]>;
  /** Suspensions of one slot that were lifted, of each kind the oldest first. */
  pastSuspensions(slot: StatusSlot): Promise<PastSuspension[]>;
  /** The set indexes of a list, ascending, with the revision that they make up, read together. */
  listMarks(list: string): Promise<{ readonly revision: number; readonly indexes: number[] }>;
  publishedList(list: string): Promise<KeptList | undefined>;
  /** Revision of the marks now; 0 when none was ever set. */
  listRevision(list: string): Promise<number>;
  /** Ids of the signed lists that `signer` (`authority` or an agency's record code) signs. */
  listsSignedBy(page: Page & { readonly signer: string }): Promise<string[]>;
  /** How many that are. */
  listCount(signer: string): Promise<number>;
  /** Ids of lists whose signed copy is older than `signedBefore` or shows an old revision. */
  staleLists(signedBefore: Instant, limit: number): Promise<string[]>;

  /** Oldest first. */
  events(page: Page & EventFilter): Promise<Event[]>;

  /** What issuing is stopped. */
  stops(): Promise<Stop[]>;
  webhook(id: string): Promise<Webhook | undefined>;
  /** Of an organisation, oldest first; ended ones too. */
  webhooks(organisation: string): Promise<Webhook[]>;

  job(id: string): Promise<Job | undefined>;
  /** Oldest first. */
  jobs(page: Page & { readonly owner?: string | undefined; readonly kind?: string | undefined }): Promise<Job[]>;
  /**
   * Gives `holder` the next chunk of the job that has been due longest, of those kinds, until `now + leaseMs`: one
   * atomic statement, so that nobody else gets it before. Undefined when nothing is due.
   */
  claimJob(claim: {
    readonly kinds: readonly string[];
    readonly holder: string;
    readonly now: Instant;
    readonly leaseMs: number;
  }): Promise<Job | undefined>;
  /**
   * True for one of all that ask within `everyMs`: one atomic statement. Whoever asked with a clock that was minutes ahead
   * does not stop the others until then.
   */
  claimDuty(claim: { readonly name: string; readonly now: Instant; readonly everyMs: number }): Promise<boolean>;

  /** Why nothing may be written now. */
  hold(): Promise<Hold | undefined>;
  /** What waits to be done. Touches few rows, however large the register. */
  backlog(): Promise<Backlog>;

  /**
   * The same register with a second wall, for work that is done for one agency: where the engine can (PostgreSQL), rows
   * of other organisations are not there to read or to change, and writing one fails, whatever the caller asks. Other
   * engines return the register itself. The wall is round certificates and their signatures, holders, idempotency
   * keys, status marks and lists, files to verify, batches, jobs and events; the registers, keys and the trust list are for
   * all. Cheap enough for every request; closing is left to the register that it came from.
   */
  scopedTo(organisation: string): Store;

  /** What the engine needs from time to time in each process that has it open, besides reads and writes. */
  tend(): Promise<void>;
  /** Answers when the engine does. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A private key in use: it signs and never shows itself. */
export interface SigningKey {
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicJwk: PublicJwk;
  /** Ed25519: 64 bytes, the same for the same input. ES256 and ES384: r‖s, 64 and 96 bytes (IEEE P1363). */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** Certificates of one agency that are signed in the same formats by the same keys: plain values, for any thread. */
export interface SecuringOrder {
  readonly origin: string;
  /** Record code. */
  readonly agency: string;
  readonly formats: readonly FormatId[];
  readonly keys: Readonly<Record<keyof PreparedCertificate['keys'], KeyRecord>>;
  readonly certificates: readonly PreparedCertificate[];
}

/**
 * Signs, and checks each signature by the code that judges what strangers hand in; the answers come in the order of the
 * certificates. Throws `key_unavailable` for a key that may not sign any more, and an `Error` when something of ours does
 * not verify; then nothing of the order is good. Writes nothing down, so it may be done again.
 */
export type Secure = (order: SecuringOrder) => Promise<Securing[]>;

/** Holds the key-encryption key. Nothing else opens what `wrap` closed. */
export interface Signer {
  /** Makes a key pair and returns its record without state: public half, and private half wrapped. */
  createKey(algorithm: KeyAlgorithm): Promise<{ id: string; publicJwk: PublicJwk; wrapped: string }>;
  /**
   * Opens a key for signing. A retired key opens too, to finish what was prepared under it; throws `key_unavailable`
   * for a compromised or destroyed key and for a wrong key-encryption key.
   */
  open(record: KeyRecord): Promise<SigningKey>;
  /** AES-256-GCM under the key-encryption key; `context` is authenticated with it and must be given again. */
  wrap(bytes: Uint8Array<ArrayBuffer>, context: string): Promise<string>;
  unwrap(wrapped: string, context: string): Promise<Uint8Array<ArrayBuffer>>;
}
