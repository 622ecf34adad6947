import type { FontFile, Fonts } from '../core/fonts.ts';
import type { Bytes } from '../lib/bytes.ts';

/** What is used of Cloudflare's static assets. */
export interface Assets {
  fetch(url: string): Promise<Pick<Response, 'ok' | 'status' | 'arrayBuffer'>>;
}

/** The fonts among the static assets, where `scripts/make-assets.ts` put them; kept by the isolate once they were read. */
export function assetFonts(assets: Assets): Fonts {
  const kept = new Map<FontFile, Bytes>();
  return async (file) => {
    const known = kept.get(file);
    if (known) return known;
    const answer = await assets.fetch(`https://assets.local/fonts/${file}`);
    if (!answer.ok) throw new Error(`static asset fonts/${file}: ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    // Another request may have read it meanwhile: all draw with the same array.
    const first = kept.get(file) ?? bytes;
    kept.set(file, first);
    return first;
  };
}
