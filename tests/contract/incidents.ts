import { describe, expect, test } from 'vitest';
import type { Incident, Selection } from '../../src/core/incident.ts';
import type { Appeal } from '../../src/core/incident-file.ts';
import type { BulkMark, CollectFrom, IncidentPart } from '../../src/core/incident-ports.ts';
import { AGENCY, certificate, id, mark, NOW, OTHER, slot } from './samples.ts';
import type { Current } from './store.ts';

export function incident(n: number, more: Partial<Incident> = {}): Incident {
  return {
    id: id(n),
    caseNumber: `case-${n}`,
    order: { action: 'suspend', reason: 'under_investigation', effect: 'none' },
    selection: { agencies: [AGENCY] },
    state: 'collecting',
    revision: 0,
    openedBy: 'officer',
    openedAt: NOW,
    job: id(n),
    ...more,
  };
}

export function appeal(n: number, more: Partial<Appeal> = {}): Appeal {
  return {
    ...slot(n),
    id: id(n),
    incident: id(1),
    certificate: id(n),
    text: 'x',
    state: 'open',
    openedBy: 's',
    openedAt: NOW,
    ...more,
  };
}

const OCCUPATION = certificate(1).occupation;
const names = (letter: string, count: number) => Array.from({ length: count }, (_, n) => `${letter}${n}`);

const PART: IncidentPart = { incident: id(1), agency: AGENCY, group: 1, after: -1, until: 131_071 };
const MARK: BulkMark = { kind: 'authority-suspension', since: NOW, reason: 'under_investigation', effect: 'none' };
const LIST = `${AGENCY}-1-authority-suspension`;

export function incidentsContract(store: Current): void {
  const collect = (from: CollectFrom, n = 1) => store().commit([{ write: 'incident.collect', incident: id(n), from }]);
  const found = async (n = 1) =>
    (await store().incidentItems({ incident: id(n), limit: 99 })).map(({ certificate }) => certificate);
  const search = async (selection: Selection, n = 1) => {
    await collect({ agency: AGENCY, selection, after: '' }, n);
    return found(n);
  };
  /** Five certificates, of which the last is another agency's. */
  const five = () =>
    store().commit(
      [
        certificate(1, { batch: 'b-1', assessedOn: '2026-10-18', issuedOn: '2026-11-01' }),
        certificate(2, { batch: 'b-2', assessedOn: '2026-10-19', issuedOn: '2026-11-02' }),
        certificate(3, { level: { scheme: 'CN-SKILL', code: '5' } }),
        certificate(4, { keys: { Ed25519: 'other', ES256: 'key-2' } }),
        certificate(5, { agency: OTHER }),
      ].map((certificate) => ({ write: 'certificate.prepare', certificate })),
    );

  describe('the set of an incident', () => {
    test('is what fits, of one agency', async () => {
      await five();
      expect(await search({})).toEqual([1, 2, 3, 4].map(id));
      expect((await store().incidentItems({ incident: id(1), limit: 9 }))[0]).toEqual({
        ...slot(1),
        certificate: id(1),
        issuedOn: '2026-11-01',
      });
    });

    test.each<[string, Selection, number[]]>([
      ['batch', { batches: ['b-1', 'b-3'] }, [1]],
      ['day of examination', { assessedOn: { from: '2026-10-19', until: '2026-10-19' } }, [2]],
      ['day of issue', { issuedOn: { from: '2026-11-02', until: '2026-11-02' } }, [2]],
      ['level', { levels: { scheme: 'CN-SKILL', codes: ['5'] } }, [3]],
      ['key', { key: 'other' }, [4]],
      ['occupation', { occupations: [OCCUPATION, { ...OCCUPATION, code: '1-01' }] }, [1, 2, 3, 4]],
      ['another occupation', { occupations: [{ ...OCCUPATION, code: '1-01' }] }, []],
      ['an occupation of another edition', { occupations: [{ ...OCCUPATION, edition: '2015' }] }, []],
      [
        'time of issue',
        { issuedAt: { from: Date.parse('2025-01-01'), until: Date.parse('2025-12-31') } },
        [1, 2, 3, 4],
      ],
      ['time of issue, later', { issuedAt: { from: Date.parse('2026-01-01') } }, []],
      ['all of it', { batches: ['b-1', 'b-2'], assessedOn: { from: '2026-10-19' } }, [2]],
    ])('by %s', async (_, selection, expected) => {
      await five();
      expect(await search(selection)).toEqual(expected.map(id));
    });

    test('may be as narrow as the longest selection', async () => {
      await five();
      const period = { from: '2026-01-01', until: '2026-12-31' };
      const whole: Selection = {
        batches: ['b-1', ...names('b', 49)],
        assessedOn: period,
        issuedOn: period,
        issuedAt: { from: 0, until: Date.parse('2030-01-01') },
        occupations: [...names('o', 19).map((code) => ({ ...OCCUPATION, code })), OCCUPATION],
        levels: { scheme: 'CN-SKILL', codes: [...names('l', 9), certificate(1).level.code] },
        key: certificate(1).keys.Ed25519 ?? '',
      };
      expect(await search(whole)).toEqual([id(1)]);
      expect(await search({ ...whole, batches: names('b', 50) }, 2)).toEqual([]);
    });

    test('is collected in parts, and twice is once', async () => {
      await five();
      expect(await store().certificateAt(AGENCY, '', 2)).toBe(id(2));
      expect(await store().certificateAt(AGENCY, id(2), 3)).toBeUndefined();
      await collect({ agency: AGENCY, selection: {}, after: '', until: id(2) });
      expect(await found()).toEqual([1, 2].map(id));
      await collect({ agency: AGENCY, selection: {}, after: id(1) });
      expect(await found()).toEqual([1, 2, 3, 4].map(id));
      const behind = await store().incidentItems({ incident: id(1), after: slot(2), limit: 1 });
      expect(behind.map(({ certificate }) => certificate)).toEqual([id(3)]);
    });

    test('may be the rows of a batch that are certificates, a part at a time, and of numbers those of a province', async () => {
      await five();
      const rows = [3, 1, 4].map((certificate, at) => {
        const row = { batch: id(40), agency: AGENCY, n: at + 1, row: at + 2, certificate: id(certificate) };
        return { write: 'batch.row', row } as const;
      });
      await store().commit(rows);
      await collect({ batch: id(40), after: 0, until: 2 });
      expect((await found()).sort()).toEqual([1, 3].map(id));
      await collect({ batch: id(40), after: 2, until: 9 });
      await collect({ batch: id(41), after: 0, until: 9 });
      expect((await found()).sort()).toEqual([1, 3, 4].map(id));

      const numbers = [certificate(2).number, certificate(5).number];
      await collect({ numbers, region: '33' }, 2);
      expect(await found(2)).toEqual([id(2)]);
    });

    test('may be numbers, or another set', async () => {
      await five();
      await collect({ numbers: [certificate(2).number, certificate(5).number, 'none'] });
      expect((await found()).sort()).toEqual([2, 5].map(id));
      await collect(PART, 2);
      expect(await found(2)).toEqual([id(2)]);
      expect(await store().incidentItem(id(2), slot(2))).toMatchObject({ certificate: id(2) });
      expect(await store().incidentItem(id(2), slot(1))).toBeUndefined();
    });

    test('knows the gravest status that each had', async () => {
      await five();
      await store().commit([
        { write: 'status.mark', mark: mark(1) },
        { write: 'status.mark', mark: mark(1, { kind: 'authority-suspension' }) },
        { write: 'status.mark', mark: mark(2, { replacedBy: id(9) }) },
        { write: 'status.mark', mark: mark(3, { kind: 'agency-suspension' }) },
      ]);
      await search({});
      const items = await store().incidentItems({ incident: id(1), limit: 9 });
      expect(items.map(({ already }) => already)).toEqual(['revoked', 'replaced', 'suspended', undefined]);
    });
  });

  describe('an incident that is carried out', () => {
    test('sets each bit once, keeps what was there, and passes by appeals', async () => {
      await five();
      await search({});
      const earlier = mark(2, { kind: 'authority-suspension', reason: 'appeal_pending', effect: 'none' });
      await store().commit([
        { write: 'status.mark', mark: earlier },
        { write: 'appeal.add', appeal: appeal(3) },
      ]);
      for (const _ of ['once', 'and again']) await store().commit([{ write: 'incident.mark', part: PART, mark: MARK }]);
      expect((await store().listMarks(LIST)).indexes).toEqual([1, 2, 4]);
      expect(await store().marks(slot(1))).toEqual([{ ...slot(1), ...MARK, certificate: id(1) }]);
      expect(await store().marks(slot(2))).toEqual([earlier]);
      expect(await store().listRevision(LIST)).toBe(1);
    });

    test('clears its part, and keeps when the suspensions held', async () => {
      await five();
      await search({});
      await store().commit([
        { write: 'incident.mark', part: PART, mark: MARK },
        { write: 'appeal.add', appeal: appeal(3) },
        { write: 'incident.clear', part: { ...PART, until: 3 }, at: NOW + 5 },
      ]);
      const kind = 'authority-suspension';
      await store().commit([{ write: 'status.mark', mark: mark(9, { kind }) }]);
      expect((await store().listMarks(LIST)).indexes).toEqual([3, 4, 9]);
      const { since, reason } = MARK;
      expect(await store().pastSuspensions(slot(1))).toEqual([
        { ...slot(1), kind, certificate: id(1), since, reason, until: NOW + 5 },
      ]);
    });
  });

  test('incidents are found by id, by agency and by what is in them', async () => {
    await five();
    await store().commit([incident(1), incident(2)].map((incident) => ({ write: 'incident.add', incident })));
    await expect(
      store().commit([{ write: 'incident.add', incident: incident(3, { caseNumber: 'case-1' }) }]),
    ).rejects.toMatchObject({ name: 'UniqueKeyError', table: 'incident' });
    await search({});
    const done = incident(1, { state: 'done', revision: 3 });
    await store().commit([
      { write: 'incident.put', incident: done },
      { write: 'incident.party', incident: id(1), agency: AGENCY, add: 3 },
      { write: 'incident.party', incident: id(1), agency: AGENCY, add: 1 },
      { write: 'incident.party', incident: id(2), agency: AGENCY, add: 1 },
      { write: 'incident.party', incident: id(1), agency: OTHER, add: 1 },
    ]);
    expect(await store().incident(id(1))).toEqual(done);
    expect(await store().incidents({ limit: 9 })).toEqual([incident(2), done]);
    expect(await store().incidents({ limit: 9, after: id(2) })).toEqual([done]);
    expect(await store().incidentsWith(slot(1))).toEqual([done]);
    expect(await store().incidentsWith(slot(9))).toEqual([]);
    expect(await store().incidentParties({ incident: id(1), limit: 9 })).toEqual([
      { incident: id(1), agency: AGENCY, count: 4 },
      { incident: id(1), agency: OTHER, count: 1 },
    ]);
    expect(await store().incidentsOf({ agency: AGENCY, limit: 9 })).toEqual([]);
    const told = { ...done.order, caseNumber: 'case-1', at: NOW };
    await store().commit([{ write: 'incident.tell', incident: id(1), agency: AGENCY, told }]);
    const party = { incident: id(1), agency: AGENCY, count: 4, told };
    expect(await store().incidentsOf({ agency: AGENCY, limit: 9 })).toEqual([party]);
    expect(await store().incidentParty(id(1), AGENCY)).toEqual(party);
  });

  test('reports are taken up once, and a certificate has one open appeal', async () => {
    const entry = {
      id: id(7),
      kind: 'report',
      agency: AGENCY,
      text: 'x',
      organisation: 'firm',
      person: 'e',
      at: NOW,
    } as const;
    await store().commit([{ write: 'entry.add', entry }]);
    expect(await store().fileEntries({ incident: undefined, limit: 9 })).toEqual([entry]);
    await store().commit([{ write: 'entry.file', ids: [id(7)], incident: id(1) }]);
    await store().commit([{ write: 'entry.file', ids: [id(7)], incident: id(2) }]);
    expect(await store().fileEntries({ incident: undefined, limit: 9 })).toEqual([]);
    expect(await store().fileEntries({ incident: id(1), limit: 9 })).toEqual([{ ...entry, incident: id(1) }]);
    expect(await store().fileEntry(id(7))).toEqual({ ...entry, incident: id(1) });

    await store().commit([{ write: 'appeal.add', appeal: appeal(3) }]);
    const second = appeal(4, { certificate: id(3) });
    await expect(store().commit([{ write: 'appeal.add', appeal: second }])).rejects.toMatchObject({ table: 'appeal' });
    expect(await store().appealFor(id(3))).toEqual(appeal(3));
    const dismissed = appeal(3, { state: 'dismissed' });
    await store().commit([
      { write: 'appeal.put', appeal: dismissed },
      { write: 'appeal.add', appeal: second },
    ]);
    expect(await store().appeal(id(3))).toEqual(dismissed);
    expect(await store().appeals({ incident: id(1), limit: 9 })).toEqual([dismissed, second]);
  });

  test('webhooks are listed by organisation, and end once', async () => {
    const webhook = { id: id(1), organisation: AGENCY, url: 'https://a.example/', secret: 'w', createdAt: NOW };
    await store().commit([{ write: 'webhook.add', webhook }]);
    expect(await store().webhooks(OTHER)).toEqual([]);
    await store().commit([{ write: 'webhook.end', id: id(1), at: NOW }]);
    await store().commit([{ write: 'webhook.end', id: id(1), at: NOW + 1 }]);
    expect(await store().webhooks(AGENCY)).toEqual([{ ...webhook, endedAt: NOW }]);
    expect(await store().webhook(id(1))).toEqual({ ...webhook, endedAt: NOW });
  });
}
