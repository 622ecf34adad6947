import type { Store } from '../../src/core/ports.ts';
import { AGENCY, id, slot } from '../contract/samples.ts';

/** Reads that must not walk through a table that grows with the certificates, nor sort what they find. */
export const READS: readonly [string, (store: Store) => Promise<unknown>][] = [
  ['certificate', (store) => store.certificate(id(1))],
  ['certificateByNumber', (store) => store.certificateByNumber('S000033000107263000042')],
  ['certificateBySlot', (store) => store.certificateBySlot(slot(1))],
  ['replacementOf', (store) => store.replacementOf(id(1))],
  ['certificates of an agency', (store) => store.certificates({ limit: 50, agency: AGENCY, after: id(1) })],
  ['certificates', (store) => store.certificates({ limit: 50, after: id(1) })],
  ['prepared', (store) => store.prepared({ limit: 50 })],
  ['preparedAmong', (store) => store.preparedAmong([id(1)])],
  ['certificatesAmong', (store) => store.certificatesAmong([id(1)])],
  ['person', (store) => store.person(id(1))],
  ['peopleByIndex', (store) => store.peopleByIndex(AGENCY, ['b'])],
  ['idempotency', (store) => store.idempotency(AGENCY, ['k'])],
  ['marks', (store) => store.marks(slot(1))],
  ['pastSuspensions', (store) => store.pastSuspensions(slot(1))],
  ['listMarks', (store) => store.listMarks('l')],
  ['publishedList', (store) => store.publishedList('l')],
  ['apiKey', (store) => store.apiKey('h')],
  ['events', (store) => store.events({ limit: 50 })],
  ['events of an owner', (store) => store.events({ limit: 50, owner: AGENCY })],
  ['events of a subject', (store) => store.events({ limit: 50, subject: id(1), after: id(1) })],
  ['events of a type', (store) => store.events({ limit: 50, type: 'person.erased' })],
  ['events of a person', (store) => store.events({ limit: 50, person: 'p-1', from: 1, to: 2 })],
  ['events of an organisation', (store) => store.events({ limit: 50, organisation: AGENCY })],
  ['unsealed', (store) => store.unsealed({ limit: 50 })],
  ['blocks', (store) => store.blocks({ limit: 50, after: 7 })],
  ['job', (store) => store.job(id(1))],
  ['jobs of an owner', (store) => store.jobs({ limit: 50, owner: AGENCY, after: id(1) })],
  ['lists that an agency signs', (store) => store.listsSignedBy({ limit: 50, signer: AGENCY })],
];
