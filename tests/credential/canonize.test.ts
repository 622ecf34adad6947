/** What we sign and verify, by the compiled form as by the library: certificates, proofs, lists, and W3C's vectors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Level, Standard } from '../../src/core/catalogue.ts';
import { shippedLevelSchemes, shippedOccupations, shippedTemplates } from '../../src/core/lists.ts';
import { STATUS_LIST_KINDS, statusListId } from '../../src/core/status.ts';
import { type BuildInput, buildCredential } from '../../src/credential/build.ts';
import { libraryCanonize as library } from '../../src/credential/canonize/library.ts';
import { createCanonizer } from '../../src/credential/canonize.ts';
import { documentLoader } from '../../src/credential/contexts.ts';
import { copyDocument, jsonLdFault } from '../../src/credential/credential-form.ts';
import { statusListDocument } from '../../src/credential/status-list.ts';
import { AGENCY, buildInput, ORIGIN } from './build-input.ts';
import { comparison } from './canonize-compare.ts';
import { randomFrom, STRINGS } from './canonize-documents.ts';
import { certificate, controller, loader, now } from './world.ts';

/** Certificates; more of them on request. */
const RUNS = Number(process.env.YINZHENG_CANONIZE_RUNS ?? 300);

const vectors = join(import.meta.dirname, '../vectors');
const json = (path: string) => JSON.parse(readFileSync(join(vectors, path), 'utf8'));
const NAUGHTY: readonly string[] = [...STRINGS, ...json('blns.json')];

/**
 * A certificate as a clerk with bad intentions or a broken keyboard would have it: `plan` decides which members it has,
 * `random` what is in them.
 */
function anyCertificate(plan: () => number, random: () => number): Record<string, unknown> {
  const pick = <T>(from: readonly T[], by = plan): T => from[Math.floor(by() * from.length)] as T;
  const chance = (share: number) => plan() < share;
  const text = (usual: string) => (random() < 0.4 ? pick(NAUGHTY, random) : `${usual}${Math.floor(random() * 50)}`);
  const languages = (zh: string, en: string) => ({
    zh: text(zh),
    en: text(en),
    ...(chance(0.1) && { 'zh-Hant': text(zh) }),
  });
  const template = pick(shippedTemplates());
  const level = pick(levelsOf(template.levelScheme));
  const base = buildInput({ template: template.id, route: pick(template.policy.routes) });
  const occupation = pick(shippedOccupations());
  const { assessment, ...request } = base.request;
  const input: BuildInput = {
    ...base,
    level,
    id: `0192d3a0-7c00-7abc-8def-${String(Math.floor(random() * 1e12)).padStart(12, '0')}`,
    template: { ...template, name: languages('证书', 'Certificate') },
    agency: { ...base.agency, name: languages('评价中心', 'Centre') },
    occupation: {
      ...occupation,
      name: languages('职业', 'occupation'),
      digital: chance(0.5),
      green: chance(0.5),
      ...(chance(0.3) && { isco08: '2512', escoUri: `http://data.europa.eu/esco/occupation/${text('x')}` }),
    },
    request: {
      ...request,
      holder: { ...request.holder, name: text('张伟'), ...(chance(0.3) && { nameLatin: text('Zhang Wei') }) },
      ...(chance(0.3) && { jobDirection: chance(0.5) ? text('方向') : (occupation.directions[0]?.zh ?? '方向') }),
      assessment: {
        route: assessment.route,
        assessedOn: '2026-10-18',
        ...(chance(0.7) && { theory: Math.floor(random() * 100) }),
        ...(chance(0.7) && { practical: 60.5 }),
        ...(chance(0.2) && { comprehensive: Math.floor(random() * 100) }),
        ...(chance(0.3) && { batch: text('2026-10') }),
      },
    },
    ...(chance(0.5) && { standard: anyStandard(languages('标准', 'standard')) }),
    ...(chance(0.5) && { validUntil: '2029-10-31' }),
    ...(chance(0.2) && { replaces: { id: '0192d3a0-7c00-7abc-8def-fedcba987654', number: text('S') } }),
    commitment: text('AAEC'),
    maskedId: text('1101****'),
    slot: { agency: AGENCY, group: 1, index: Math.floor(random() * 131_072) },
  };
  return JSON.parse(JSON.stringify(buildCredential(input)));
}

/** A copy with another value at `path`, the members in their old order. */
function replacedAt(value: unknown, [step, ...rest]: readonly string[], replacement: unknown): unknown {
  if (step === undefined) return replacement;
  return { ...Object(value), [step]: replacedAt(Object(value)[step], rest, replacement) };
}

function levelsOf(scheme: string): readonly Level[] {
  return shippedLevelSchemes().find(({ code }) => code === scheme)?.levels ?? [];
}

function anyStandard(title: Standard['title']): Standard {
  return {
    id: 'GZB-4-04-05-05',
    kind: 'national_standard',
    version: '2021-11-25',
    documentNumber: '人社厅发〔2021〕92号',
    title,
    occupation: { classification: 'CN-OCD', edition: '2022', code: '4-04-05-05' },
  };
}

function proofOptions(random: () => number): Record<string, unknown> {
  const second = String(Math.floor(random() * 60)).padStart(2, '0');
  return {
    '@context': certificate()['@context'],
    type: 'DataIntegrityProof',
    created: `2026-11-02T08:00:${second}Z`,
    verificationMethod: `${controller}#key-${Math.floor(random() * 100)}`,
    cryptosuite: 'eddsa-rdfc-2022',
    proofPurpose: 'assertionMethod',
    ...(random() < 0.2 && { expires: '2027-11-02T08:00:00Z' }),
  };
}

test(`${RUNS} certificates of all templates, and proofs`, async () => {
  const { compare } = comparison(loader);
  const answers = { form: 0, library: 0, rejected: 0 };
  for (let seed = 0; seed < RUNS; seed++) {
    const random = randomFrom(seed);
    const document = anyCertificate(randomFrom(seed % (RUNS / 20)), random);
    const { by, learn } = await compare(document);
    answers[by]++;
    // Proving rests on it: a known shape has no fault that a copy or JSON-LD would show.
    if (by === 'form') expect(jsonLdFault(copyDocument(document))).toBeUndefined();
    await learn?.('ours');
    await (await compare(proofOptions(random))).learn?.('ours');
  }
  expect(answers.form).toBeGreaterThan(RUNS / 10);
  expect(answers.library).toBeGreaterThan(RUNS / 10);
}, 3_600_000);

describe('one shape', () => {
  test('every naughty string', async () => {
    const document = certificate();
    const { compare, know } = comparison(loader);
    await know(document);
    const places = [
      ['numberCheck'],
      ['credentialSubject', 'name'],
      ['credentialSubject', 'identity', 'masked'],
      ['credentialSubject', 'level', 'code'],
    ];
    for (let index = 0; index < NAUGHTY.length; index += places.length) {
      const texts = places.map((_, place) => NAUGHTY[index + place] ?? '');
      const changed = places.reduce<unknown>((to, path, place) => replacedAt(to, path, texts[place]), document);
      const odd = texts.some((text) => text.startsWith('_:') || !text.isWellFormed());
      expect((await compare(Object(changed))).by).toBe(odd ? 'library' : 'form');
    }
  });

  test('status lists of all kinds', async () => {
    const { compare, know } = comparison(loader);
    const list = (kind: (typeof STATUS_LIST_KINDS)[number], indexes: number[]) =>
      statusListDocument({
        origin: ORIGIN,
        id: statusListId(AGENCY, 1, kind),
        issuer: controller,
        signedAt: now + indexes.length * 1000,
        indexes,
        validityMs: 86_400_000,
        ttlMs: 300_000,
      });
    await know(await list('agency-revocation', []));
    const random = randomFrom(1);
    for (const kind of STATUS_LIST_KINDS) {
      const indexes = Array.from({ length: 500 }, () => Math.floor(random() * 131_072));
      expect((await compare(await list(kind, indexes))).by).toBe('form');
    }
  });

  test('trust lists, whose entries are a JSON literal and so a constant', async () => {
    const list = (version: number, owner: string) => ({
      '@context': certificate()['@context'],
      id: `${ORIGIN}/trust-list`,
      type: ['VerifiableCredential', 'TrustListCredential'],
      issuer: controller,
      validFrom: '2026-11-02T08:00:00Z',
      credentialSubject: {
        id: `${ORIGIN}/trust-list#list`,
        type: 'TrustList',
        version,
        entries: [
          { owner, name: { zh: '机构 "\u{1f600}', en: '\u2028' }, keys: [], standing: [{ from: '2026-01-01' }] },
        ],
      },
    });
    const { compare } = comparison(loader);
    for (let time = 0; time < 3; time++) await (await compare(list(1, AGENCY))).learn?.('ours');
    expect((await compare(list(1, 'S000033000108'))).by).toBe('library');
    expect((await compare(list(2, AGENCY))).by).toBe('library');
  });
});

describe("W3C's vectors (vc-di-eddsa)", () => {
  const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';
  const examples = json('contexts/examples-v2.jsonld');
  const vectorLoader = documentLoader(ORIGIN, async (url) => (url === EXAMPLES ? examples : undefined));

  test.each([
    ['unsigned.json', 'eddsa-rdfc-2022/canonDocDataInt.txt'],
    ['eddsa-rdfc-2022/proofConfigDataInt.json', 'eddsa-rdfc-2022/proofCanonDataInt.txt'],
  ])('%s', async (name, canonical) => {
    const document = json(`vc-di-eddsa/${name}`);
    const canonizer = createCanonizer({ library: (input) => library(input, { documentLoader: vectorLoader }) });
    const { know } = comparison(vectorLoader);
    await know(document);
    const expected = readFileSync(join(vectors, 'vc-di-eddsa', canonical), 'utf8');
    for (let time = 0; time < 3; time++) {
      const { nquads, learn } = await canonizer.canonize(document, { documentLoader: vectorLoader });
      expect(nquads).toBe(expected);
      expect(learn === undefined).toBe(time === 2);
      await learn?.('ours');
    }
  });
});

describe('learning', () => {
  const documentLoader = loader;
  const shape = (members: number) => ({
    ...proofOptions(randomFrom(members)),
    ...Object.fromEntries(Array.from({ length: members }, (_, index) => [`urn:member:${index}`, 'x'])),
  });
  const known = async (canonizer: ReturnType<typeof createCanonizer>, document: object) =>
    (await canonizer.canonize(document, { documentLoader })).learn === undefined;

  test('what is recalled is what is known', async () => {
    const canonizer = createCanonizer({ library });
    for (let time = 0; time < 2; time++) {
      expect(await canonizer.recall(shape(0), { documentLoader })).toBeUndefined();
      expect(await canonizer.knows(shape(0), { documentLoader })).toBe(false);
      await (await canonizer.canonize(shape(0), { documentLoader })).learn?.('ours');
    }
    expect(await canonizer.recall(shape(0), { documentLoader })).toBe(await library(shape(0), { documentLoader }));
    expect(await canonizer.recall({ ...shape(0), created: '_:b0' }, { documentLoader })).toBeUndefined();
    expect(await canonizer.recall({ ...shape(0), created: '\ud800' }, { documentLoader })).toBeUndefined();
  });

  test('what is of a known shape can be canonized, even where the library has to do it', async () => {
    const canonizer = createCanonizer({ library });
    for (let time = 0; time < 2; time++) {
      await (await canonizer.canonize(shape(0), { documentLoader })).learn?.('ours');
    }
    for (const created of ['x', '', '_:b0', '\ud800']) {
      const document = { ...shape(0), created };
      expect(await canonizer.knows(document, { documentLoader })).toBe(true);
      expect((await canonizer.canonize(document, { documentLoader })).nquads).toBe(
        await library(document, { documentLoader }),
      );
    }
    expect(await canonizer.knows({ ...shape(0), type: 'Unheard' }, { documentLoader })).toBe(false);
    expect(await canonizer.knows({ ...shape(0), created: 1 }, { documentLoader })).toBe(false);
  });

  test('a shape of ours is compiled the second time, one of strangers the third', async () => {
    for (const [whose, times] of [
      ['ours', 2],
      ['strangers', 3],
    ] as const) {
      const canonizer = createCanonizer({ library });
      for (let time = 0; time < times; time++) {
        const { learn } = await canonizer.canonize(shape(0), { documentLoader });
        expect(learn).toBeDefined();
        await learn?.(whose);
      }
      expect(await known(canonizer, shape(0))).toBe(true);
    }
  });

  test('strangers never push out what is ours, and nobody learns from what was only canonized', async () => {
    const canonizer = createCanonizer({ library });
    const learn = async (members: number, whose: 'ours' | 'strangers') => {
      for (let time = 0; time < 3; time++) {
        await (await canonizer.canonize(shape(members), { documentLoader })).learn?.(whose);
      }
    };
    await learn(0, 'ours');
    await learn(1, 'strangers');
    for (let members = 2; members < 80; members++) {
      await (await canonizer.canonize(shape(members), { documentLoader })).learn?.('strangers');
    }
    expect(await known(canonizer, shape(0))).toBe(true);
    expect(await known(canonizer, shape(1))).toBe(false);
    for (let time = 0; time < 3; time++) expect(await known(canonizer, shape(90))).toBe(false);
  });

  test('without a hash at hand, everything is left to the library', async () => {
    const canonizer = createCanonizer({ library, hash: null });
    const { nquads, learn } = await canonizer.canonize(shape(0), { documentLoader });
    expect(nquads).toBe(await library(shape(0), { documentLoader }));
    expect(learn).toBeUndefined();
  });

  test('a document that was changed meanwhile teaches nothing', async () => {
    const canonizer = createCanonizer({ library });
    for (let time = 0; time < 3; time++) {
      const document: Record<string, unknown> = shape(0);
      const { learn } = await canonizer.canonize(document, { documentLoader });
      document['urn:added'] = 'x';
      await learn?.('ours');
    }
    expect(await known(canonizer, shape(0))).toBe(false);
  });

  test('a context of another content under the same URL is another shape', async () => {
    const canonizer = createCanonizer({ library });
    const document = { '@context': ['urn:c'], 'urn:p': 'x', name: 'y' };
    const from = (name: string) => ({ contextUrl: null, document: { '@context': { name } }, documentUrl: 'urn:c' });
    const [first, second] = [from('urn:first'), from('urn:second')];
    for (let time = 0; time < 3; time++) {
      const { nquads, learn } = await canonizer.canonize(document, { documentLoader: async () => first });
      expect(nquads).toContain('<urn:first> "y"');
      await learn?.('ours');
    }
    const { nquads } = await canonizer.canonize(document, { documentLoader: async () => second });
    expect(nquads).toContain('<urn:second> "y"');
  });
});
