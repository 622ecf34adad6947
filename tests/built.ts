import { inject } from 'vitest';
import type { Built } from './builds.ts';

/** Path of something that `builds.ts` builds. */
export async function built(what: Built): Promise<string> {
  const response = await fetch(`${inject('builds')}/${what}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as string;
}
