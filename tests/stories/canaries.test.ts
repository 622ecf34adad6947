/** An identity number is looked for wherever it must not be: answers, log lines, stored bytes, links, events. */
import { beforeAll, expect, test } from 'vitest';
import { parseSealText } from '../../src/credential/seal.ts';
import type { Presented } from '../../src/issue/present.ts';
import { csv, exam as examOf, submitted } from './exams.ts';
import { verdictsOn } from './forms.ts';
import { payloadOf } from './lists.ts';
import { A } from './people.ts';
import { request, residentId } from './requests.ts';
import { type Call, describeEngines } from './world.ts';

/** A number that nobody has, and that is nowhere else in these tests. */
const CANARY = residentId('65402119880229731');
const NAME = '测试金丝雀';

/** The canary as it may be written: plain, without its check character, in base64 at each of three offsets. */
const SPELLINGS = [
  CANARY,
  CANARY.slice(0, 17),
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + CANARY)
      .toString('base64')
      .slice(4, 24),
  ),
];

function findIn(text: string | Buffer): string[] {
  return SPELLINGS.filter((spelling) => text.includes(spelling));
}

describeEngines('An identity number', ['read what is kept'], (world) => {
  const good = () => ({
    ...request(world),
    holder: { name: NAME, idType: 'cn.resident_id', idNumber: CANARY },
  });
  let certificate: Presented;
  let batch: string;

  beforeAll(async () => {
    batch = (await submitted(world, csv(examOf(world.today(), 1)))).id;
    const call = { as: 'signer@A', headers: { 'Idempotency-Key': 'canary-1' }, json: good() } as const;
    const { status, body } = await world.call<Presented>('POST /v1/certificates', call);
    expect(status).toBe(201);
    certificate = body;
  });

  test('goes in once, and a certificate in every form has a mask and a commitment in its place', async () => {
    const { identity } = certificate.credential.credentialSubject as { identity: Record<string, string> };
    expect(identity).toMatchObject({ masked: `6540${'*'.repeat(10)}${CANARY.slice(-4)}` });
    expect(Buffer.from(identity.commitment ?? '', 'base64url')).toHaveLength(32);
    expect(findIn(JSON.stringify([certificate, payloadOf(certificate.jwt)]))).toEqual([]);
    expect(findIn(Buffer.from(parseSealText(certificate.seal) ?? []))).toEqual([]);
    await verdictsOn(world, certificate);
    for (const as of ['signer@A', 'auditor@authority'] as const) {
      for (const path of [`/v1/certificates/${certificate.id}`, '/v1/certificates', '/v1/audit', '/v1/audit?limit=2']) {
        await world.call(`GET ${path}`, { as });
      }
    }
    for (const path of ['', '/qr.svg', '/qr.png']) await world.call(`GET /v/${certificate.token}${path}`);
  });

  /** Where somebody may put it by mistake. */
  const misplaced: Record<string, () => Parameters<typeof world.call>> = {
    'in the name': () => issue({ holder: { ...good().holder, name: CANARY } }),
    'in full-width digits in the name': () => issue({ holder: { ...good().holder, name: `张${wide(CANARY)}` } }),
    'in the Latin name': () => issue({ holder: { ...good().holder, nameLatin: CANARY } }),
    'in the job direction': () => issue({ jobDirection: CANARY }),
    'as a batch': () => issue({ assessment: { ...good().assessment, batch: CANARY } }),
    'as a template': () => issue({ template: CANARY }),
    'as an occupation': () => issue({ occupation: { ...good().occupation, code: CANARY } }),
    'as a level': () => issue({ level: { scheme: 'CN-SKILL', code: CANARY } }),
    'as a route': () => issue({ assessment: { ...good().assessment, route: CANARY } }),
    'as a day': () => issue({ issuedOn: CANARY }),
    'as an identity type': () => issue({ holder: { ...good().holder, idType: CANARY } }),
    'with one wrong digit': () => issue({ holder: { ...good().holder, idNumber: `${CANARY.slice(0, 17)}?` } }),
    'as a number, not a text': () => issue({ holder: { ...good().holder, idNumber: Number(CANARY.slice(0, 17)) } }),
    'as a member': () => issue({ [CANARY]: 1 }),
    'as a member within': () => issue({ holder: { ...good().holder, [CANARY]: 1 } }),
    'as a member twice': () => post({ text: `{"${CANARY}":1,"${CANARY}":2}`, type: 'application/json' }),
    'as a body': () => post({ text: CANARY, type: 'application/json' }),
    'as a media type': () => post({ text: '{}', type: `text/${CANARY}` }),
    'as an API key': () => ['GET /v1/certificates', { as: { key: CANARY } }],
    'as an Idempotency-Key': () => post({ json: good(), headers: { 'Idempotency-Key': CANARY } }),
    'as an id': () => [`GET /v1/certificates/${CANARY}`, { as: 'signer@A' }],
    'as an agency': () => [`GET /v1/agencies/${CANARY}`, { as: 'officer@authority' }],
    'as a page': () => [`GET /v1/certificates?after=${CANARY}`, { as: 'signer@A' }],
    'as a limit': () => [`GET /v1/certificates?limit=${CANARY}`, { as: 'signer@A' }],
    'as a parameter': () => [`GET /v1/certificates?${CANARY}=1`, { as: 'signer@A' }],
    'as a list': () => [`GET /status/${CANARY}`, {}],
    'as a token': () => [`GET /v/${CANARY}`, { headers: { Accept: 'text/html' } }],
    'as an unknown address': () => [`GET /${CANARY}`, {}],
    'as a certificate number': () => ['POST /lookup', { json: { number: CANARY, name: NAME } }],
    'as a name to look up': () => ['POST /lookup', { json: { number: certificate.number, name: CANARY } }],
    'as something to verify': () => ['POST /verify', { text: CANARY, type: 'text/plain' }],
    'as a credential': () => ['POST /verify', { json: { credential: CANARY } }],
    'in a note': () => status({ action: 'suspend', reason: 'appeal_pending', note: `Herr ${CANARY}` }),
    'as a reason': () => status({ action: 'suspend', reason: CANARY }),
    'as an action': () => status({ action: CANARY }),
    'in a note of a replacement': () => [
      `POST /v1/certificates/${certificate.id}/replace`,
      { as: 'signer@A', json: { ...good(), reason: 'data_error', note: CANARY } },
    ],
    'in place of the headings of an exam': () => exam('text/csv', `${CANARY},${NAME}\n${CANARY},${NAME}\n`),
    'beside the headings of an exam': () => exam('text/csv', `姓名,${CANARY}\n${NAME},1\n`),
    'as a heading twice': () => exam('text/csv', `姓名,${CANARY},${CANARY}\n${NAME},1,2\n`),
    'as a member of a row': () => exam('application/x-ndjson', `{"${CANARY}":1}`),
    'in the name of evidence': () => evidence({ name: `${CANARY}.jpg` }),
    'in the link to evidence': () => evidence({ url: `https://files.example/${CANARY}.jpg` }),
    'behind a name in the link to evidence': () =>
      evidence({ url: `https://files.example/${encodeURIComponent('张')}${CANARY}.jpg` }),
    'in a link that is not escaped well': () => evidence({ url: `https://files.example/%FF%E5%BC%A0${CANARY}.jpg` }),
    'in the reason of a suspended record': () => [
      `POST /v1/agencies/${A.code}/standing`,
      { as: 'officer@authority', json: { kind: 'record', reason: CANARY, scope: A.record.scope } },
    ],
    'in the name of an agency': () => [
      'POST /v1/agencies',
      { as: 'officer@authority', json: { ...A, code: 'S000033000108', name: { zh: CANARY, en: 'x' } } },
    ],
    'in the name of an occupation': () => [
      'POST /v1/occupations',
      { as: 'officer@authority', json: { ...good().occupation, code: '9-9', name: { zh: CANARY, en: 'x' } } },
    ],
  };

  function post(call: Call): Parameters<typeof world.call> {
    return ['POST /v1/certificates', { as: 'signer@A', ...call }];
  }
  function issue(change: object): Parameters<typeof world.call> {
    return post({ json: { ...good(), ...change } });
  }
  function status(json: object): Parameters<typeof world.call> {
    return [`POST /v1/certificates/${certificate.id}/status`, { as: 'signer@A', json }];
  }

  function evidence(change: object): Parameters<typeof world.call> {
    const file = { kind: 'photo', name: 'x', sha256: 'A'.repeat(43), url: 'https://files.example/x', ...change };
    return [`POST /v1/batches/${batch}/evidence`, { as: 'clerk@A', json: file }];
  }
  function exam(type: string, text: string): Parameters<typeof world.call> {
    return ['POST /v1/batches', { as: 'clerk@A', type, text }];
  }

  test.each(Object.keys(misplaced))('%s is not repeated and not kept', async (where) => {
    const [route, call] = misplaced[where]?.() ?? ['GET /', {}];
    const answer = await world.call(route, call);
    expect(answer.status).toBeLessThan(500);
    expect(findIn(answer.text)).toEqual([]);
    expect(findIn(await world.stored())).toEqual([]);
  });

  test('is in no answer, no line of the log and no byte of the database; its holder’s name shows that we looked', async () => {
    const stored = await world.stored();
    const answers = world.said.join('\n');
    const log = world.log.join('\n');
    expect([findIn(answers), findIn(log), findIn(stored)]).toEqual([[], [], []]);
    expect([answers.includes(NAME), stored.includes(NAME)]).toEqual([true, true]);
    expect(world.log.length).toBeGreaterThan(Object.keys(misplaced).length);
    expect(log).not.toContain(NAME);
  });

  test('stands behind no link: a log shows which calls were made, and no token, id or key', async () => {
    const log = world.log.join('\n');
    expect(log).toContain('/v/:token');
    for (const secret of [certificate.token, certificate.id, certificate.number]) expect(log).not.toContain(secret);
    expect(log).not.toContain('yz_');
  });
});

function wide(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
}
