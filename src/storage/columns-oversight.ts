/** Tables of the authority's oversight: incidents with their sets and files, recognised authorities, roll-ups, and the switch that stops issuing. */
import type { SignedAgencyRecord } from '../core/agency.ts';
import type { Incident, IncidentItem, IncidentNotice } from '../core/incident.ts';
import type { Appeal, FileEntry } from '../core/incident-file.ts';
import type { LanguageText } from '../core/language.ts';
import type { Norm } from '../core/norm.ts';
import type { Dimension, Measure } from '../core/statistics.ts';
import type { SubsidyCatalogue, SubsidyClaim } from '../core/subsidy.ts';
import { integer, json, nullable, regionOf, table, text } from './column.ts';

const counts = <T>(of: T): Record<Measure, T> => ({
  issued: of,
  persons: of,
  revoked: of,
  replaced: of,
  suspended: of,
  reinstated: of,
});

export const OVERSIGHT_TABLES = {
  /** Signed credentials of periods of record, by the step that recorded them. */
  agency_record: table({
    columns: {
      step: text(),
      keys: json<SignedAgencyRecord['keys']>(),
      signedAt: integer(),
      credential: text(),
      jwt: text(),
    },
    key: ['step'],
  }),
  /** Versions of the trust list as they were first signed; what is long comes last. */
  trust_list_version: table({
    columns: { version: integer(), signedAt: integer(), detached: text(), credential: text() },
    key: ['version'],
    indexes: { trust_list_signed: { on: ['signedAt', 'version'] } },
  }),
  norm: table({
    columns: { id: text(), owner: text(), norm: json<Norm>() },
    key: ['id'],
    indexes: { norm_of_owner: { on: ['owner', 'id'] } },
  }),
  subsidy_catalogue: table({
    columns: { id: text(), version: integer(), definition: json<SubsidyCatalogue>() },
    key: ['id', 'version'],
  }),
  /** `n` counts the claims of a person; `region` is the province of the office. */
  subsidy_claim: table({
    columns: {
      claimant: text(),
      n: integer(),
      id: text(),
      certificate: text(),
      catalogue: text(),
      on: text('on_date'),
      region: nullable(text()),
      withdrawnAt: nullable(integer()),
      claim: json<SubsidyClaim>(),
    },
    key: ['claimant', 'n'],
    unique: { subsidy_claim_id: ['id'] },
    indexes: {
      subsidy_claim_for: { on: ['certificate', 'id'] },
      subsidy_claim_under: { on: ['catalogue', 'id'] },
      subsidy_claim_of_region: { on: ['region', 'id'], partial: 'region' },
    },
  }),
  /** `region`: the province to which its selection is confined. */
  incident: table({
    columns: {
      id: text(),
      caseNumber: text(),
      state: text<Incident['state']>(),
      region: nullable(text()),
      incident: json<Incident>(),
    },
    key: ['id'],
    unique: { incident_case: ['caseNumber'] },
    indexes: { incident_of_region: { on: ['region', 'id'], partial: 'region' } },
  }),
  /** The set of an incident: written while it is collected, never changed. `already` as in `IncidentItem`. */
  incident_item: table({
    columns: {
      incident: text(),
      agency: text(),
      group: integer('status_group'),
      index: integer('status_index'),
      certificate: text(),
      issuedOn: text(),
      already: nullable(text<NonNullable<IncidentItem['already']>>()),
    },
    key: ['incident', 'agency', 'group', 'index'],
  }),
  incident_party: table({
    columns: {
      incident: text(),
      agency: text(),
      count: integer('certificates'),
      told: nullable(json<IncidentNotice>()),
    },
    key: ['incident', 'agency'],
    indexes: { incident_of_agency: { on: ['agency', 'incident'] } },
  }),
  file_entry: table({
    columns: {
      id: text(),
      kind: text<FileEntry['kind']>(),
      incident: nullable(text()),
      agency: nullable(text()),
      number: nullable(text()),
      text: text(),
      organisation: text(),
      person: text(),
      at: integer(),
      region: regionOf('agency'),
    },
    key: ['id'],
    indexes: {
      file_entry_of_incident: { on: ['incident', 'id'] },
      file_entry_of_region: { on: ['region', 'incident', 'id'], partial: 'region' },
    },
  }),
  /** `open` is the certificate while the appeal is, so that there is one at a time. */
  appeal: table({
    columns: {
      id: text(),
      incident: text(),
      certificate: text(),
      agency: text(),
      group: integer('status_group'),
      index: integer('status_index'),
      open: nullable(text('open_for')),
      appeal: json<Appeal>(),
    },
    key: ['id'],
    unique: { appeal_open: ['open'] },
    indexes: { appeal_of_incident: { on: ['incident', 'id'] } },
  }),

  issuing_stop: table({
    columns: { owner: text(), reason: text(), person: text(), since: integer() },
    key: ['owner'],
  }),
  webhook: table({
    columns: {
      id: text(),
      organisation: text(),
      url: text(),
      secret: text(),
      createdAt: integer(),
      endedAt: nullable(integer()),
    },
    key: ['id'],
    indexes: { webhook_of_organisation: { on: ['organisation', 'id'] } },
  }),
  /** Trust lists of other deployments; few, and each large. */
  foreign_list: table({
    columns: {
      origin: text(),
      key: text(),
      timeZone: text(),
      authority: json<LanguageText>(),
      list: text(),
      version: integer(),
      signedAt: integer(),
      validUntil: integer(),
      importedAt: integer(),
    },
    key: ['origin'],
  }),
  /** Roll-ups; see `core/statistics.ts`. */
  tally: table({
    columns: { scope: text(), dimension: text<Dimension>(), month: text(), value: text(), ...counts(integer()) },
    key: ['scope', 'dimension', 'month', 'value'],
  }),
  tallied: table({ columns: { block: integer() }, key: ['block'] }),
};
