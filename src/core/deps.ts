import type { Fonts } from './fonts.ts';
import type { ListCache } from './list-cache.ts';
import type { Metrics } from './metrics.ts';
import type { Identity } from './person.ts';
import type { Clock, Log, Random, Secure, Signer, Store } from './ports.ts';
import type { StatusSlot } from './status.ts';

/** How this deployment presents itself. */
export interface Settings {
  /** Public origin without a trailing slash, e.g. `https://cert.example`; part of every URL, QR code and did:web. */
  readonly origin: string;
  /** IANA name; decides which day it is. */
  readonly timeZone: string;
  /** How many days the report on a file of certificates is kept. Default: 30. */
  readonly reportDays?: number;
  /** Hosts whose did:web documents, status lists and schemas may be fetched. */
  readonly allowedHosts: readonly string[];
  /** Whether other implementations' calls (`/credentials/…`, `/presentations/verify`) are answered. */
  readonly vcApi?: boolean | undefined;
  /** Hosts to which webhooks may send. Missing: none. */
  readonly webhookHosts?: readonly string[];
}

/** Keyed transformations whose keys are made once, kept wrapped in the Store, and must outlive every certificate. */
export interface Vault {
  /** Where it is opened late: opens it along with what else is asked now. Never throws. */
  foresee?(): Promise<void>;
  /** The public token of a certificate: a keyed permutation of its id, 26 characters of lower-case base32. */
  tokenOf(certificateId: string): Promise<string>;
  /** The id behind a token, or undefined for text that is no token of ours. */
  idOf(token: string): Promise<string | undefined>;
  /** The slot for the n-th certificate (from 0) of an agency: never repeats, looks random. */
  slot(agency: string, n: number): Promise<StatusSlot>;
  /** HMAC-SHA-256 of a normalised identity, base64url. */
  blindIndex(idType: string, idNumber: string): Promise<string>;
  /** HMAC-SHA-256 of a normalised identity under a key for claims of subsidies alone, base64url. */
  claimant(idType: string, idNumber: string): Promise<string>;
  /**
   * HMAC-SHA-256 of text under a key for digests alone, base64url: tells whether two texts are equal, and of a text with few
   * things left to guess, like an identity number that is shown masked, nothing. The first line says what is digested.
   */
  digest(text: string): Promise<string>;
  sealIdentity(identity: Identity, person: string): Promise<string>;
  openIdentity(sealed: string, person: string): Promise<Identity>;
  /** Encrypts what somebody handed in, for the time until it is done with; `context` says what it is. */
  sealFile(plain: Uint8Array<ArrayBuffer>, context: string): Promise<string>;
  openFile(sealed: string, context: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The salted commitment that stands for an identity in one certificate, base64url of 32 bytes. */
  commitment(identity: Identity, certificateId: string): Promise<string>;
}

/** What every verb gets besides its actor and input. Handed in by `createApp`'s caller; nothing here is global. */
export interface Deps {
  readonly store: Store;
  readonly signer: Signer;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: Settings;
  readonly lists: ListCache;
  /** Missing where nothing is drawn on paper. */
  readonly fonts?: Fonts | undefined;
  /** Where the runtime has threads, in those; else the caller does it. */
  readonly secure?: Secure | undefined;
  /** Missing where nobody reads it. */
  readonly metrics?: Metrics | undefined;
}
