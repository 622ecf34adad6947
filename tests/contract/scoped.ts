import { describe, expect, test } from 'vitest';
import type { Allowance } from '../../src/core/employer.ts';
import type { FileEntry } from '../../src/core/incident-file.ts';
import type { Store, Write } from '../../src/core/ports.ts';
import type { KeptList } from '../../src/core/status.ts';
import type { Webhook } from '../../src/core/webhook.ts';
import { allowance, employer } from './employers.ts';
import { appeal, incident } from './incidents.ts';
import { claim, norm } from './oversight.ts';
import {
  AGENCY,
  batch,
  batchPart,
  certificate,
  copy,
  event,
  id,
  job,
  mark,
  NOW,
  OTHER,
  person,
  securing,
  share,
  slot,
  walletGrant,
  walletOffer,
  walletRequest,
} from './samples.ts';
import { cell } from './statistics.ts';
import type { Current } from './store.ts';
import { verificationFile, verificationPart } from './verifications.ts';

const received = { format: 'csv', bytes: 1, sha256: 'x', rows: 1, parts: 1 } as const;

/** One row of everything that belongs to an organisation; ids begin at `from`. */
function rowsOf(agency: string, from: number): Write[] {
  const [signed, waiting] = [from, from + 1];
  return [
    { write: 'person.add', person: person(signed, { agency }) },
    { write: 'certificate.prepare', certificate: certificate(signed, { agency }) },
    { write: 'certificate.sign', certificate: certificate(signed, { agency }), securing, at: NOW },
    { write: 'certificate.prepare', certificate: certificate(waiting, { agency, replaces: id(signed) }) },
    { write: 'status.mark', mark: mark(signed, { agency }) },
    { write: 'status.mark', mark: mark(signed, { agency, kind: 'agency-suspension' }) },
    { write: 'status.clear', slot: { ...slot(signed), agency }, kind: 'agency-suspension', at: NOW },
    { write: 'list.publish', list: list(agency) },
    { write: 'slot.hold', holder: { ...slot(waiting), agency, credential: 'urn:uuid:1', issuedAt: NOW } },
    {
      write: 'idempotency.add',
      record: { organisation: agency, key: 'k', bodyHash: 'h', certificate: id(1), at: NOW },
    },
    { write: 'job.add', job: job(signed, { owner: agency }) },
    { write: 'batch.add', batch: batch(signed, { agency, contentKey: 'c', tidyAt: NOW }) },
    { write: 'batch.step', batch: batch(signed, { agency, contentKey: 'c', tidyAt: NOW, revision: 1 }) },
    { write: 'batch.part', part: batchPart(signed, 0, { agency }) },
    { write: 'batch.row', row: { batch: id(signed), agency, n: 1, row: 2, certificate: id(signed) } },
    { write: 'verification.add', file: verificationFile(signed, { owner: agency }) },
    { write: 'verification.part', part: verificationPart(signed, 0, { owner: agency }) },
    { write: 'verification.receive', id: id(signed), received, expiresAt: NOW },
    { write: 'layout.put', agency, choice: { layout: 'plain' } },
    { write: 'copy.add', copy: copy(`copy-${signed}`, { agency }) },
    { write: 'wallet.offer', offer: walletOffer(signed, { agency }) },
    { write: 'wallet.grant', grant: walletGrant(signed, { agency }) },
    { write: 'wallet.request', request: walletRequest(signed, { agency }) },
    { write: 'share.add', share: share(signed, { agency }) },
    { write: 'event.add', event: event(signed, { owner: agency }) },
    { write: 'incident.collect', incident: id(1), from: { agency, selection: {}, after: '' } },
    { write: 'incident.party', incident: id(1), agency, add: 1 },
    { write: 'entry.add', entry: answer(signed, agency) },
    { write: 'appeal.add', appeal: appeal(signed, { agency }) },
    { write: 'webhook.add', webhook: webhook(signed, agency) },
    { write: 'norm.add', norm: norm(signed, { owner: agency }) },
  ];
}

const answer = (n: number, organisation: string): FileEntry => ({
  id: id(n),
  kind: 'answer',
  incident: id(1),
  agency: organisation,
  text: 'x',
  organisation,
  person: 'p',
  at: NOW,
});

const webhook = (n: number, organisation: string): Webhook => ({
  id: id(n),
  organisation,
  url: 'https://hooks.example/',
  secret: 'x',
  createdAt: NOW,
});

function list(agency: string, revision = 1): KeptList {
  return { id: `${agency}-1-agency-revocation`, revision, signedAt: NOW, credential: '{}', detached: 'a.b.c' };
}

/** What a store has of the rows above, asked for in every way. */
async function seen(store: Store, agency: string, from: number): Promise<Record<string, unknown>> {
  const [signed, waiting] = [from, from + 1];
  const { number } = certificate(signed);
  return {
    certificate: await store.certificate(id(signed)),
    byNumber: await store.certificateByNumber(number),
    bySlot: await store.certificateIdBySlot({ ...slot(signed), agency }),
    listed: (await store.certificates({ limit: 9, agency })).at(0),
    prepared: (await store.preparedAmong([id(waiting)])).at(0),
    among: (await store.certificatesAmong([id(signed)])).at(0),
    waiting: (await store.prepared({ limit: 9 })).find((one) => one.agency === agency),
    person: await store.person(id(signed)),
    byIndex: (await store.peopleByIndex(agency, [`blind-${signed}`])).at(0),
    idempotency: (await store.idempotency(agency, ['k'])).at(0),
    mark: (await store.marks({ ...slot(signed), agency })).at(0),
    past: (await store.pastSuspensions({ ...slot(signed), agency })).at(0),
    marked: (await store.listMarks(list(agency).id)).indexes.at(0),
    revision: (await store.listRevision(list(agency).id)) || undefined,
    published: await store.publishedList(list(agency).id),
    copy: await store.copy(`copy-${signed}`),
    offer: await store.walletOffer(id(signed)),
    grant: await store.walletGrant(`token-${signed}`),
    request: await store.walletRequest(id(signed)),
    requestFor: await store.walletRequestFor(id(signed), 'a'),
    layout: await store.layoutChoice(agency),
    share: await store.share(id(signed)),
    shares: (await store.shares(id(signed), 9)).at(0),
    holder: await store.slotHolder({ ...slot(waiting), agency }),
    heldBy: (await store.slotsOfCredential(agency, 'urn:uuid:1')).at(0),
    job: await store.job(id(signed)),
    batch: await store.batch(id(signed)),
    batches: (await store.batches({ limit: 9, agency })).at(0),
    batchLike: await store.batchLike(agency, { contentKey: 'c' }),
    untidy: (await store.untidyBatches(NOW, 9)).find((one) => one.agency === agency),
    batchPart: await store.batchPart(id(signed), 0),
    digest: (await store.batchDigests(id(signed))).at(0),
    batchRow: (await store.batchRows(id(signed), 1, 1)).at(0),
    issued: (await store.batchTally(id(signed))).issued || undefined,
    jobs: (await store.jobs({ limit: 9, owner: agency })).at(0),
    verification: await store.verification(id(signed)),
    verifications: (await store.verifications({ limit: 9, owner: agency })).at(0),
    part: await store.verificationPart(id(signed), 0),
    event: (await store.events({ limit: 9, owner: agency })).at(0),
    item: await store.incidentItem(id(1), { ...slot(signed), agency }),
    party: await store.incidentParty(id(1), agency),
    answer: await store.fileEntry(id(signed)),
    appeal: await store.appeal(id(signed)),
    appealFor: await store.appealFor(id(signed)),
    webhook: await store.webhook(id(signed)),
    webhooks: (await store.webhooks(agency)).at(0),
    norm: await store.norm(id(signed)),
    norms: (await store.norms({ limit: 9, owner: agency })).at(0),
    about: (await store.events({ limit: 9, subject: id(signed) })).at(0),
  };
}

/** Writes into the place of another organisation. */
const INTRUSIONS: readonly Write[] = [
  // What is collected is what can be seen, so that nothing of others is.
  ...rowsOf(OTHER, 30).filter(
    ({ write }) => !['certificate.sign', 'verification.receive', 'incident.collect'].includes(write),
  ),
  { write: 'certificate.sign', certificate: certificate(21, { agency: OTHER }), securing, at: NOW },
  { write: 'list.publish', list: list(OTHER, 2) },
  { write: 'batch.drop', batch: batch(22, { agency: OTHER }) },
];

/** Changes of rows of another organisation. Rows that are not there do not change. */
const CHANGES: readonly Write[] = [
  { write: 'person.erase', id: id(20) },
  { write: 'batch.erase', batch: id(20), what: 'all' },
  { write: 'job.fail', claim: job(20, { owner: OTHER }), error: 'x', at: NOW },
  { write: 'verification.results', id: id(20), part: 0, results: 'x' },
  { write: 'verification.erase', id: id(20), what: 'all' },
  { write: 'share.withdraw', id: id(20), at: NOW },
  { write: 'norm.put', norm: norm(20, { owner: OTHER, state: 'declined' }) },
  { write: 'webhook.end', id: id(20), at: NOW },
];

/** `walls`: the engine keeps organisations apart by itself. */
export function scopedContract(store: Current, { walls }: { readonly walls: boolean }): void {
  describe('scopedTo', () => {
    test('reads and writes what the organisation owns, and what is for all', async () => {
      const scoped = store().scopedTo(AGENCY);
      await scoped.commit([...rowsOf(AGENCY, 10), { write: 'list.touch', list: 'trust-list' }]);
      expect(Object.values(await seen(scoped, AGENCY, 10))).not.toContain(undefined);
      expect(await seen(scoped, AGENCY, 10)).toEqual(await seen(store(), AGENCY, 10));
      expect(await scoped.allocate([{ counter: 'a', count: 2 }])).toEqual([0]);
      expect(await store().counter('a')).toBe(2);
      expect(await store().listRevision('trust-list')).toBe(1);
    });
  });

  if (!walls) return;
  describe('scopedTo builds a wall', () => {
    test('behind which rows of others are not there to read', async () => {
      await store().commit([...rowsOf(AGENCY, 10), ...rowsOf(OTHER, 20)]);
      const scoped = store().scopedTo(AGENCY);
      const others = await seen(scoped, OTHER, 20);
      expect(others).toEqual(Object.fromEntries(Object.keys(others).map((way) => [way, undefined])));
      expect(Object.values(await seen(store(), OTHER, 20))).not.toContain(undefined);
      expect(await scoped.certificates({ limit: 9 })).toEqual(await store().certificates({ limit: 9, agency: AGENCY }));
      expect(await scoped.events({ limit: 9 })).toEqual(await store().events({ limit: 9, owner: AGENCY }));
    });

    test.each(INTRUSIONS.map((write) => [write.write, write] as const))(
      'that refuses %s for another',
      async (_, write) => {
        await store().commit(rowsOf(OTHER, 20));
        const before = await seen(store(), OTHER, 20);
        const intruding = store().scopedTo(AGENCY).commit([write]);
        await expect(intruding).rejects.toMatchObject({ code: '42501' });
        expect(await seen(store(), OTHER, 20)).toEqual(before);
      },
    );

    test.each(CHANGES.map((write) => [write.write, write] as const))(
      'that keeps %s away from others',
      async (_, write) => {
        await store().commit(rowsOf(OTHER, 20));
        await store().scopedTo(AGENCY).commit([write]);
        expect(await store().person(id(20))).toEqual(person(20, { agency: OTHER }));
        expect(await store().job(id(20))).toEqual(job(20, { owner: OTHER }));
        expect(await store().share(id(20))).toEqual(share(20, { agency: OTHER }));
        expect(await store().batchPart(id(20), 0)).toEqual(batchPart(20, 0, { agency: OTHER }));
        expect(await store().batch(id(20))).toBeDefined();
        expect(await store().norm(id(20))).toEqual(norm(20, { owner: OTHER }));
        expect(await store().webhook(id(20))).toEqual(webhook(20, OTHER));
      },
    );

    test('that no organisation looks over: incidents and claims of subsidies are the authority’s', async () => {
      await store().commit([
        { write: 'incident.add', incident: incident(1) },
        { write: 'subsidy.claim', claim: claim(1) },
      ]);
      const scoped = store().scopedTo(AGENCY);
      expect([await scoped.incident(id(1)), await scoped.incidents({ limit: 9 })]).toEqual([undefined, []]);
      expect([await scoped.subsidyClaim(id(1)), await scoped.subsidyClaims('claimant')]).toEqual([undefined, []]);
      const writes: Write[] = [
        { write: 'incident.add', incident: incident(2) },
        { write: 'subsidy.claim', claim: claim(2) },
      ];
      for (const write of writes) await expect(scoped.commit([write])).rejects.toMatchObject({ code: '42501' });
    });

    test('round what is counted of an agency, and round an employer and what it used', async () => {
      const employers = [AGENCY, OTHER].map((code) => employer(code));
      const cells = ['all', `agency:${AGENCY}`, `agency:${OTHER}`].map((scope) => cell('4', { scope, issued: 1 }));
      await store().commit([
        ...employers.map((one): Write => ({ write: 'employer.add', employer: one })),
        { write: 'tally.add', block: 1, cells },
      ]);
      const used = [AGENCY, OTHER].map((code) => allowance(9, NOW, `rows:${code}`));
      for (const one of used) expect(await store().spend(one, 4)).toBe(true);
      const scoped = store().scopedTo(AGENCY);
      expect(await scoped.employers({ limit: 9 })).toEqual([employer(AGENCY)]);
      expect(await Promise.all(used.map((one) => scoped.spent(one)))).toEqual([4, 0]);
      const counted = cells.map(({ scope, dimension, month }) =>
        scoped.tally({ scope, dimension, from: month, to: month, by: 'value' }),
      );
      expect((await Promise.all(counted)).map(({ length }) => length)).toEqual([0, 1, 0]);
      expect(await scoped.spend(used[0] as Allowance, 5)).toBe(true);
      await expect(scoped.spend(used[1] as Allowance, 1)).rejects.toMatchObject({ code: '42501' });
    });

    test('round each of many at the same time, on one register', async () => {
      await store().commit([...rowsOf(AGENCY, 10), ...rowsOf(OTHER, 20)]);
      const owners = await Promise.all(
        Array.from({ length: 60 }, async (_, n) => {
          const agency = n % 2 === 0 ? AGENCY : OTHER;
          const events = await store().scopedTo(agency).events({ limit: 9 });
          return events.every(({ owner }) => owner === agency) && events.length === 1;
        }),
      );
      expect(owners).not.toContain(false);
      expect(await store().events({ limit: 9 })).toHaveLength(2);
    });

    test('that does not move: a scope gives no other, and no organisation is called "*"', async () => {
      const scoped = store().scopedTo(AGENCY);
      await scoped.close();
      await scoped.ping();
      expect(scoped.scopedTo(AGENCY)).toBe(scoped);
      expect(() => scoped.scopedTo(OTHER)).toThrow(RangeError);
      expect(() => store().scopedTo('*')).toThrow(RangeError);
      expect(() => store().scopedTo('')).toThrow(RangeError);
    });
  });
}
