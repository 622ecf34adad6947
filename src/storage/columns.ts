/**
 * The tables, described once for every engine. `schema-<engine>.ts` turns this into the builders of its dialect.
 *
 * Columns are text or integer; instants are integers (ms), JSON is text. Text compares by bytes on every engine. Lists
 * that are read by province have a `region` of their own: a page then costs a page, however many rows others have.
 * Large tables (certificate, person, event) are keyed by time-ordered ids, so that inserts touch the end of each index.
 */
import type { ApiKey } from '../core/actor.ts';
import type { Agency, ScopeItem, StandingStep } from '../core/agency.ts';
import type { Effect, LevelScheme, Occupation, Standard } from '../core/catalogue.ts';
import type { EmployerLimits } from '../core/employer.ts';
import type { Event, EventType } from '../core/event.ts';
import type { Hold } from '../core/hold.ts';
import type { Job } from '../core/jobs.ts';
import type { KeyAlgorithm, KeyState, PublicJwk } from '../core/key.ts';
import type { LanguageText } from '../core/language.ts';
import type { LayoutChoice } from '../core/layout.ts';
import type { Block } from '../core/ledger.ts';
import type { Authority } from '../core/ports.ts';
import type { Template } from '../core/template.ts';
import type { Received } from '../core/verification.ts';
import { integer, json, nullable, regionOf, table, text, textUnless } from './column.ts';
import { BATCH_TABLES } from './columns-batch.ts';
import { OVERSIGHT_TABLES } from './columns-oversight.ts';
import { WALLET_TABLES } from './columns-wallet.ts';

/**
 * What happens to every certificate: so much of all events that nobody needs an index to find some. The worst there is, a
 * million other events behind the last of them, takes 0.15 s; an index would take 60 bytes of every certificate.
 */
export const EVERYDAY: readonly EventType[] = ['certificate.prepared', 'certificate.signed'];

export const TABLES = {
  authority: table({
    /** One row, keyed `authority`. */
    columns: { id: text(), name: json<Authority['name']>(), uscc: text(), origin: text() },
    key: ['id'],
  }),
  secret: table({ columns: { name: text(), wrapped: text() }, key: ['name'] }),
  agency: table({
    columns: {
      code: text(),
      uscc: text(),
      name: json<LanguageText>(),
      class: text<Agency['class']>(),
      region: text(),
      createdAt: integer(),
    },
    key: ['code'],
    indexes: { agency_of_region: { on: ['region', 'code'] } },
  }),
  standing: table({
    columns: {
      id: text(),
      agency: text(),
      kind: text<StandingStep['kind']>(),
      from: text('from_date'),
      until: nullable(text('until_date')),
      scope: nullable(json<readonly ScopeItem[]>()),
      reason: text(),
      recordedAt: integer(),
    },
    key: ['id'],
    indexes: { standing_of_agency: { on: ['agency', 'id'] }, standing_from: { on: ['from', 'id'] } },
  }),

  employer: table({
    columns: { code: text(), name: json<LanguageText>(), limits: json<EmployerLimits>(), createdAt: integer() },
    key: ['code'],
  }),
  /** What was used in the stretch of time that began then; the stretches before it are forgotten. */
  allowance: table({ columns: { name: text(), begins: integer(), used: integer() }, key: ['name'] }),

  /** `ref` is `classification/edition/code`. */
  occupation: table({ columns: { ref: text(), definition: json<Occupation>() }, key: ['ref'] }),
  level_scheme: table({ columns: { code: text(), definition: json<LevelScheme>() }, key: ['code'] }),
  standard: table({
    columns: { id: text(), occupation: text(), version: text(), definition: json<Standard>() },
    key: ['id'],
    indexes: { standard_of_occupation: { on: ['occupation', 'version', 'id'] } },
  }),
  template: table({
    columns: { id: text(), version: integer(), definition: json<Template>() },
    key: ['id', 'version'],
  }),

  signing_key: table({
    columns: {
      id: text(),
      owner: text(),
      algorithm: text<KeyAlgorithm>(),
      publicJwk: json<PublicJwk>(),
      wrapped: nullable(text()),
      state: text<KeyState>(),
      createdAt: integer(),
      retiredAt: nullable(integer()),
      compromisedSince: nullable(integer()),
      region: regionOf('owner'),
    },
    key: ['id'],
    indexes: {
      signing_key_age: { on: ['createdAt', 'id'] },
      signing_key_of_owner: { on: ['owner', 'createdAt', 'id'] },
      signing_key_of_region: { on: ['region', 'createdAt', 'id'], partial: 'region' },
    },
  }),
  api_key: table({
    columns: {
      id: text(),
      hash: text(),
      kind: text<ApiKey['kind']>(),
      organisation: text(),
      roles: json<ApiKey['roles']>(),
      person: text(),
      createdAt: integer(),
      expiresAt: integer(),
      revokedAt: nullable(integer()),
      region: nullable(text()),
    },
    key: ['id'],
    unique: { api_key_hash: ['hash'] },
    indexes: { api_key_of_organisation: { on: ['organisation', 'createdAt'] } },
  }),
  person: table({
    columns: {
      id: text(),
      agency: text(),
      blindIndex: nullable(text()),
      sealedIdentity: nullable(text()),
      createdAt: integer(),
    },
    key: ['id'],
    unique: { person_by_index: ['blindIndex', 'agency'] },
  }),
  idempotency: table({
    columns: { organisation: text(), key: text(), bodyHash: text(), certificate: text(), at: integer() },
    key: ['organisation', 'key'],
    short: true,
  }),

  /**
   * What was decided to be signed; its signatures; and the ids that have the first and not yet the second. Rows of the
   * first two are only ever added, and are never changed, which spares every engine to write them again. `document` and
   * `securing` are JSON; where the row names a skeleton, what is its own of that text.
   */
  certificate: table({
    columns: {
      id: text(),
      number: text(),
      numberScheme: text(),
      numberCheck: text(),
      agency: text(),
      group: integer('status_group'),
      index: integer('status_index'),
      template: text(),
      templateVersion: integer(),
      person: text(),
      holderName: text(),
      maskedId: text(),
      classification: text(),
      edition: text(),
      occupation: text(),
      occupationName: json<LanguageText>(),
      jobDirection: nullable(text()),
      levelScheme: text(),
      level: text(),
      route: text(),
      batch: nullable(text()),
      assessedOn: text(),
      issuedOn: text(),
      validUntil: nullable(text()),
      replaces: nullable(text()),
      keyEd25519: text(),
      keyEs256: text(),
      preparedAt: integer(),
      skeleton: nullable(text()),
      document: text(),
      region: regionOf('agency'),
    },
    key: ['id'],
    unique: { certificate_number: ['number', 'numberScheme'], certificate_slot: ['agency', 'group', 'index'] },
    indexes: {
      certificate_of_person: { on: ['person'] },
      certificate_of_agency: { on: ['agency', 'id'] },
      certificate_of_region: { on: ['region', 'id'] },
      certificate_replacing: { on: ['replaces', 'id'], partial: 'replaces' },
    },
  }),
  securing: table({
    columns: {
      certificate: text(),
      agency: text(),
      signedAt: integer(),
      skeleton: nullable(text()),
      securing: text(),
    },
    key: ['certificate'],
    short: true,
  }),
  unsigned: table({ columns: { certificate: text(), agency: text() }, key: ['certificate'], short: true }),
  /** What many certificates of an agency have in common, by a hash of it; see `skeleton.ts`. */
  skeleton: table({ columns: { id: text(), agency: text(), text: text() }, key: ['id', 'agency'] }),

  /** How an agency's certificates look on paper. */
  layout_choice: table({ columns: { agency: text(), choice: json<LayoutChoice>() }, key: ['agency'] }),
  share: table({
    columns: {
      id: text(),
      certificate: text(),
      agency: text(),
      recipient: text(),
      purpose: text(),
      createdAt: integer(),
      expiresAt: integer(),
      withdrawnAt: nullable(integer()),
    },
    key: ['id'],
    indexes: { share_of_certificate: { on: ['certificate', 'id'] }, share_end: { on: ['expiresAt'] } },
  }),

  /** Slots of credentials that are no certificates of ours; see `SlotHolder`. */
  slot_holder: table({
    columns: {
      agency: text(),
      group: integer('status_group'),
      index: integer('status_index'),
      credential: nullable(text()),
      issuedAt: integer(),
    },
    key: ['agency', 'group', 'index'],
    indexes: { slot_holder_of_credential: { on: ['agency', 'credential', 'issuedAt'], partial: 'credential' } },
  }),
  /** One row for each set bit. */
  status_mark: table({
    columns: {
      list: text(),
      index: integer('status_index'),
      certificate: text(),
      since: integer(),
      reason: text(),
      effect: text<Effect>(),
      effectiveFrom: nullable(text()),
      replacedBy: nullable(text()),
    },
    key: ['list', 'index'],
    short: true,
  }),
  /** Suspensions that were lifted: the answer to "was it valid then?" needs them. */
  past_suspension: table({
    columns: {
      list: text(),
      index: integer('status_index'),
      certificate: text(),
      since: integer(),
      until: integer('lifted_at'),
      reason: text(),
    },
    key: ['list', 'index', 'since'],
  }),
  /** How often a list changed. Apart from the signed copies, whose rows are long. */
  list_revision: table({ columns: { id: text(), revision: integer() }, key: ['id'] }),
  published_list: table({
    columns: { id: text(), revision: integer(), signedAt: integer(), credential: text(), detached: text() },
    key: ['id'],
    indexes: { published_list_age: { on: ['signedAt', 'revision', 'id'] } },
  }),
  /** Texts of lists that are longer than a row of D1; see `long-text.ts`. */
  text_part: table({
    columns: { list: text(), text: text(), n: integer(), part: text() },
    key: ['list', 'text', 'n'],
  }),

  verification: table({
    columns: {
      id: text(),
      owner: text(),
      person: text(),
      purpose: text(),
      createdAt: integer(),
      expiresAt: integer(),
      received: nullable(json<Received>()),
      requestKey: nullable(text()),
      report: nullable(text()),
    },
    key: ['id'],
    unique: { verification_request: ['owner', 'requestKey'] },
    indexes: { verification_of_owner: { on: ['owner', 'id'] }, verification_end: { on: ['expiresAt', 'id'] } },
  }),
  /** Some hundred rows together, encrypted, and then their results in their place. */
  verification_part: table({
    columns: {
      verification: text(),
      part: integer(),
      owner: text(),
      rows: nullable(text('submitted')),
      results: nullable(text()),
    },
    key: ['verification', 'part'],
  }),
  ...BATCH_TABLES,
  ...OVERSIGHT_TABLES,
  ...WALLET_TABLES,

  /** Nobody is named, null, where the service acts of itself: the indexes by actors leave that out. */
  event: table({
    columns: {
      id: text(),
      at: integer(),
      type: text<EventType>(),
      subject: text(),
      owner: text(),
      person: nullable(text()),
      organisation: nullable(text()),
      data: json<Event['data']>(),
      once: nullable(text()),
      region: regionOf('owner'),
      rareType: textUnless('type', EVERYDAY),
    },
    key: ['id'],
    unique: { event_once: ['once'] },
    indexes: {
      event_of_owner: { on: ['owner', 'id'] },
      event_of_subject: { on: ['subject', 'id'] },
      event_of_type: { on: ['rareType', 'id'], partial: 'rareType' },
      event_of_person: { on: ['person', 'id'], partial: 'person' },
      event_of_organisation: { on: ['organisation', 'id'], partial: 'organisation' },
      event_of_region: { on: ['region', 'id'], partial: 'region' },
    },
  }),
  /** Ids of the events that no block of the ledger has yet. */
  unsealed: table({ columns: { event: text() }, key: ['event'], short: true }),
  /** The blocks of the hash chain over the events; see `core/ledger.ts`. */
  ledger: table({
    columns: {
      seq: integer(),
      at: integer(),
      entries: json<Block['entries']>(),
      events: integer(),
      hash: text(),
      checkpoint: text(),
    },
    key: ['seq'],
  }),
  /** `value` is the next value to hand out; the row without a name says where new counters begin. */
  counter: table({ columns: { name: text(), value: integer() }, key: ['name'] }),

  job: table({
    columns: {
      id: text(),
      kind: text(),
      owner: text(),
      state: text<Job['state']>(),
      input: json<Job['input']>(),
      cursor: nullable(json<NonNullable<Job['cursor']>>()),
      total: nullable(integer()),
      done: integer(),
      chunk: integer(),
      attempts: integer(),
      holder: nullable(text()),
      dueAt: nullable(integer()),
      error: nullable(text()),
      createdAt: integer(),
      updatedAt: integer(),
    },
    key: ['id'],
    indexes: { job_due: { on: ['dueAt', 'id'], partial: 'dueAt' }, job_of_owner: { on: ['owner', 'id'] } },
  }),
  /** The chunks that were committed. Of two processes that work on the same chunk, one takes the key. */
  job_chunk: table({ columns: { job: text(), chunk: integer() }, key: ['job', 'chunk'] }),
  /** When each recurring duty is next due. */
  duty: table({ columns: { name: text(), dueAt: integer() }, key: ['name'] }),
  /** One row, keyed `hold`, while nothing may be written; see `core/hold.ts`. */
  hold: table({ columns: { id: text(), hold: json<Hold>() }, key: ['id'] }),
};

export type TableName = keyof typeof TABLES;
