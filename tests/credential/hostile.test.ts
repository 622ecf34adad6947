/** Thousands of altered credentials: none passes, and none is an exception. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proveDocument, verifyProofs } from '../../src/credential/data-integrity.ts';
import { readPresented } from '../../src/credential/presented.ts';
import { canonize } from '../../src/credential/suites.ts';
import { joinJwt, signJwt, verifyJwt } from '../../src/credential/vc-jose.ts';
import { changedAt, type Path, pathsIn, valueAt } from './mutate.ts';
import { certificate, controller, ed25519, loader, now, p256, resolver } from './world.ts';

const options = { resolver, loader, now };
const document = certificate();
const proof = await proveDocument(document, { key: ed25519, controller, created: now, loader });
const signed = { ...document, proof };
const text = JSON.stringify(document);
const jwt = joinJwt(text, await signJwt(text, { key: p256, controller }));

/** Values that nothing in the certificate is equal to, in shapes that parsers and canonicalizers trip over. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -0,
  1e308,
  '',
  'x',
  '\ud800',
  '\u0000',
  '_:b0',
  '@type',
  'did:web:cert.example',
  [],
  [[]],
  [null],
  {},
  { '@id': 'x' },
  { '@value': 1 },
  { '@context': {} },
  { id: '_:b0', type: 'x' },
];

const paths = pathsIn(signed);

async function mustNotPass(mutant: unknown, what: unknown): Promise<void> {
  const { outcome, document: shown } = await verifyProofs(mutant, options);
  expect({ what, passes: outcome === 'pass', shown }).toEqual({ what, passes: false, shown: undefined });
}

describe('an embedded proof', () => {
  test(`every member and item removed, or replaced by something strange (${paths.length} places)`, async () => {
    let mutants = 0;
    for (const path of paths) {
      for (const value of [undefined, ...STRANGE]) {
        await mustNotPass(
          changedAt(signed, path, () => value),
          { path, value },
        );
        mutants++;
      }
    }
    expect(mutants).toBeGreaterThan(1_500);
  });

  test('a member added anywhere', async () => {
    for (const path of [[], ...paths] as Path[]) {
      const at = valueAt(signed, path);
      if (typeof at !== 'object' || Array.isArray(at)) continue;
      for (const [name, value] of Object.entries({
        nickname: 'x',
        name: 'x',
        validUntil: '2099-01-01T00:00:00Z',
        id: '_:b0',
      })) {
        if (Object.hasOwn(Object(at), name)) continue;
        await mustNotPass(
          changedAt(signed, [...path, name], () => value),
          { path, name },
        );
      }
    }
  });

  test('any character of any text replaced', async () => {
    const texts = paths.filter((path) => typeof valueAt(signed, path) === 'string');
    const place = fc.constantFrom(...texts).chain((path) =>
      fc.record({
        path: fc.constant(path),
        index: fc.nat(String(valueAt(signed, path)).length - 1),
        character: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(place, async ({ path, index, character }) => {
        const old = String(valueAt(signed, path));
        const changed = old.slice(0, index) + character + old.slice(index + 1);
        // Language tags have no case.
        fc.pre(changed.toLowerCase() !== old.toLowerCase() || path.at(-1) !== '@language');
        fc.pre(changed !== old);
        await mustNotPass(
          changedAt(signed, path, () => changed),
          { path, changed },
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('two values swapped', async () => {
    const leaves = paths.filter((path) => typeof valueAt(signed, path) !== 'object');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...leaves), fc.constantFrom(...leaves), async (one, other) => {
        const [a, b] = [valueAt(signed, one), valueAt(signed, other)];
        // Order within a list means nothing in RDF, so what only changes the order is no alteration.
        const sameList = one.slice(0, -1).join() === other.slice(0, -1).join() && typeof one.at(-1) === 'number';
        fc.pre(a !== b && !sameList);
        await mustNotPass(
          changedAt(
            changedAt(signed, one, () => b),
            other,
            () => a,
          ),
          { one, other },
        );
      }),
      { numRuns: 300 },
    );
  });

  test('anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        async (value) => {
          await mustNotPass(value, value);
          await mustNotPass({ ...document, proof: value }, value);
          await mustNotPass({ ...signed, credentialSubject: value }, value);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('graphs made to keep canonicalization busy', async () => {
    const node = (n: number, links: number[]) => ({
      id: `_:n${n}`,
      type: 'VerifiableCredential',
      evidence: links.map((link) => `_:n${link}`),
    });
    const everyOther = (size: number) => (n: number) => [...Array(size).keys()].filter((other) => other !== n);
    const graph = (size: number, links: (n: number) => number[]) =>
      Array.from({ length: size }, (_, n) => node(n, links(n)));
    const poison = [
      graph(10, everyOther(10)),
      graph(40, everyOther(40)),
      graph(100, (n) => [(n + 1) % 100, (n + 2) % 100]),
    ];
    const tooMuch = 'Maximum deep iterations exceeded (128).';
    for (const evidence of poison) {
      const named = await verifyProofs({ ...signed, evidence: [{ type: 'x', graph: evidence }] }, options);
      expect(named).toMatchObject({ outcome: 'fail', detail: 'blank nodes must not have names' });
      await expect(canonize({ ...document, evidence }, { documentLoader: loader })).rejects.toThrow(tooMuch);
    }
    const alike = Array.from({ length: 2_000 }, () => ({ type: 'VerifiableCredential' }));
    const result = await verifyProofs({ ...signed, evidence: alike }, options);
    expect(result).toMatchObject({ outcome: 'fail', detail: tooMuch });
  });

  test('depth and size', async () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(await verifyProofs({ ...signed, evidence: deep }, options)).toMatchObject({ outcome: 'fail' });
    expect(await verifyProofs({ ...signed, type: Array(1e6).fill('x') }, options)).toMatchObject({ outcome: 'fail' });
    const cyclic: Record<string, unknown> = { ...signed };
    cyclic.evidence = cyclic;
    expect(await verifyProofs(cyclic, options)).toMatchObject({ outcome: 'fail' });
  });
});

describe('a JWT', () => {
  test('any character replaced, removed or inserted', async () => {
    const change = fc.record({
      index: fc.nat(jwt.length - 1),
      removed: fc.nat(2),
      inserted: fc.oneof(
        fc.string({ maxLength: 2 }),
        fc.constantFrom('A', '-', '_', '.', '=', '+', '/', '\n', ' ', 'é'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ index, removed, inserted }) => {
        const mutant = jwt.slice(0, index) + inserted + jwt.slice(index + removed);
        fc.pre(mutant !== jwt);
        const { outcome, document } = await verifyJwt(mutant, options);
        // A header that happens to name another DID leaves it open who signed; that is no pass either.
        expect(['fail', 'unknown']).toContain(outcome);
        expect(document).toBeUndefined();
      }),
      { numRuns: 1_500 },
    );
  });

  test('anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.json(), fc.json(), async (any, head, payload) => {
        const made = [head, payload, any].map((part) => Buffer.from(part).toString('base64url')).join('.');
        expect(await verifyJwt(any, options)).toMatchObject({ outcome: 'fail' });
        expect(await verifyJwt(made, options)).toMatchObject({ outcome: 'fail' });
      }),
      { numRuns: 500 },
    );
  });
});

test('whatever is presented, it is told apart without an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), fc.json(), fc.stringMatching(/^1\d{100,200}$/)), (input) => {
      expect(['embedded', 'jwt', 'seal', 'none']).toContain(readPresented(input).kind);
    }),
    { numRuns: 2_000 },
  );
});
