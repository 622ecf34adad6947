import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { type ApiKeyInput, createApiKey } from '../../src/registry/api-keys.ts';
import { AGENCY, openWorld } from './world.ts';

const day = { person: 'p', days: 1 };
const ACTORS: readonly [string, ApiKeyInput, readonly string[]][] = [
  ['an agency', { ...day, kind: 'agency', organisation: AGENCY, roles: ['clerk'] }, [AGENCY]],
  ['the authority', { ...day, kind: 'authority', organisation: 'authority', roles: ['officer'] }, []],
];

test.each(ACTORS)('a call of %s works on the store that is theirs', async (_, input, expected) => {
  const { deps, close } = await openWorld();
  onTestFinished(close);
  const scopes: string[] = [];
  const scopedTo = (organisation: string) => {
    scopes.push(organisation);
    return { ...deps.store, certificates: async () => [] };
  };
  // Whoever asks the store itself gets an error.
  const certificates =
    expected.length > 0 ? async () => Promise.reject(new Error('not scoped')) : deps.store.certificates;
  const app = createApp({ ...deps, store: { ...deps.store, certificates, scopedTo } });
  const { key } = await createApiKey(deps, input);
  const answer = await app.request('/v1/certificates', { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  expect(scopes).toEqual(expected);
});
