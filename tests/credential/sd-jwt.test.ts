import { SDJwtInstance } from '@sd-jwt/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disclosedClaims, isSdJwt, splitSdJwt } from '../../src/credential/sd-jwt.ts';
import { encodeBase64url } from '../../src/lib/base64url.ts';
import { sha256, utf8 } from '../../src/lib/bytes.ts';
import { digest, disclosure } from './sd-jwt-world.ts';

describe('the examples of RFC 9901', () => {
  // Section 4.2.3, and its other spellings of the same disclosure: the digest is over the text, whatever JSON it is.
  test.each([
    [
      'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0',
      'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0',
    ],
    ['WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0', 'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY'],
  ])('the digest of %s', async (text, expected) => {
    expect(await digest(text)).toBe(expected);
    const value = { family_name: 'Möbius' };
    if (text.startsWith('WyJfM')) expect(await disclosedClaims({ _sd: [expected] }, [text])).toEqual(value);
  });

  test('an element of an array (section 4.2.2), beside one that is kept back', async () => {
    const text = 'WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0';
    const payload = {
      nationalities: [{ '...': 'w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs' }, { '...': await digest('x') }, 'DE'],
    };
    expect(await disclosedClaims(payload, [text])).toEqual({ nationalities: ['FR', 'DE'] });
  });
});

test('what is nested is found, and what is kept back leaves no trace', async () => {
  const inner = disclosure('s1', 'street', '中山路');
  const outer = disclosure('s2', 'address', { country: 'CN', _sd: [await digest(inner), await digest('decoy')] });
  const payload = { _sd_alg: 'sha-256', _sd: [await digest(outer)], n: 1 };
  expect(await disclosedClaims(payload, [inner, outer])).toEqual({
    n: 1,
    address: { country: 'CN', street: '中山路' },
  });
  expect(await disclosedClaims(payload, [outer])).toEqual({ n: 1, address: { country: 'CN' } });
  expect(await disclosedClaims(payload, [])).toEqual({ n: 1 });
});

describe('section 7.1 refuses', () => {
  const one = disclosure('s', 'name', '甲');
  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a disclosure that nothing refers to', () => disclosedClaims({}, [one])],
    ['one that occurs twice', async () => disclosedClaims({ _sd: [await digest(one)] }, [one, one])],
    [
      'a digest that occurs twice',
      async () => disclosedClaims({ _sd: [await digest(one)], a: { _sd: [await digest(one)] } }, [one]),
    ],
    ['a decoy that occurs twice', () => disclosedClaims({ _sd: ['x', 'x'] }, [])],
    ['one that overwrites a claim', async () => disclosedClaims({ name: '乙', _sd: [await digest(one)] }, [one])],
    [
      'two of one name',
      async () => {
        const other = disclosure('t', 'name', '乙');
        return disclosedClaims({ _sd: [await digest(one), await digest(other)] }, [one, other]);
      },
    ],
    [
      'an element without a name among the claims',
      async () => {
        const element = disclosure('s', '甲');
        return disclosedClaims({ _sd: [await digest(element)] }, [element]);
      },
    ],
    ['a claim among the elements', async () => disclosedClaims({ a: [{ '...': await digest(one) }] }, [one])],
    [
      'more beside the digest of an element',
      async () => disclosedClaims({ a: [{ '...': await digest(one), b: 1 }] }, [one]),
    ],
    ['a digest that is no text', () => disclosedClaims({ _sd: [7] }, [])],
    ['_sd that is no array', () => disclosedClaims({ _sd: 'x' }, [])],
    ['... as a claim', () => disclosedClaims({ '...': 'x' }, [])],
    ['a hash that is not known', () => disclosedClaims({ _sd_alg: 'md5', _sd: [] }, [one])],
    ...['_sd', '...', '__proto__', 7].map(
      (name) =>
        [
          `the name ${name}`,
          async () => {
            const named = disclosure('s', name, { admin: true });
            return disclosedClaims({ _sd: [await digest(named)] }, [named]);
          },
        ] as const,
    ),
    ...[['s'], ['s', 'n', 1, 2], [1, 'n', 2]].map(
      (parts) =>
        [
          `the disclosure ${JSON.stringify(parts)}`,
          async () => {
            const odd = disclosure(...parts);
            return disclosedClaims({ _sd: [await digest(odd)] }, [odd]);
          },
        ] as const,
    ),
    ['a disclosure with padding', async () => disclosedClaims({ _sd: [await digest(`${one}=`)] }, [`${one}=`])],
    [
      'a disclosure with two members of one name',
      async () => {
        const twice = encodeBase64url(utf8('["s","a",{"b":1,"b":2}]'));
        return disclosedClaims({ _sd: [await digest(twice)] }, [twice]);
      },
    ],
  ];
  test.each(cases)('%s', async (_, made) => {
    await expect(made()).rejects.toThrow();
  });
});

test('its form: a JWT, disclosures, perhaps another JWT, and never a tilde too few', () => {
  expect(isSdJwt('a.b.c~')).toBe(true);
  expect(splitSdJwt('a.b.c~d~e~')).toEqual({
    jwt: 'a.b.c',
    disclosures: ['d', 'e'],
    keyBinding: undefined,
    presented: 'a.b.c~d~e~',
  });
  expect(splitSdJwt('a.b.c~d~x.y.z')).toMatchObject({ keyBinding: 'x.y.z', presented: 'a.b.c~d~' });
  for (const text of ['a.b.c', 'a.b.c~d', 'a.b~', '~', 'a.b.c~~', 'a.b.c~d~x.y', 'a.b.c~d e~', ''])
    expect(isSdJwt(text)).toBe(false);
  expect(() => splitSdJwt(`a.b.c~${'d~'.repeat(201)}`)).toThrow('more than 200');
});

test('what @sd-jwt/core hides is shown as it was, whichever part is shown', async () => {
  const maker = new SDJwtInstance<Record<string, unknown>>({
    hasher: async (data) => sha256(utf8(String(data))),
    saltGenerator: () => crypto.randomUUID(),
    signAlg: 'ES256',
    signer: async () => 'AA',
  });
  // That name is refused wherever it stands.
  const value = fc.jsonValue({ maxDepth: 2 }).filter((json) => !JSON.stringify(json).includes('__proto__'));
  const claims = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(claims, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), async (all, shows) => {
      const names = Object.keys(all);
      const { jwt, disclosures } = splitSdJwt(await maker.issue(all, { _sd: names } as never));
      const payload = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
      const shown = disclosures.filter((_, at) => shows[at]);
      const shownNames = shown.map((text) => JSON.parse(Buffer.from(text, 'base64url').toString())[1]);
      const expected = Object.fromEntries(Object.entries(all).filter(([name]) => shownNames.includes(name)));
      expect(await disclosedClaims(payload, shown)).toEqual(JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 60 },
  );
});
