/** What `scripts/build-service.ts` writes to `bundle.json`. */
export interface Bundle {
  /** Folder under `CACHE`. */
  readonly folder: string;
  /** Paths of all files that it was made of, and `hashFiles` of them. */
  readonly files: readonly string[];
  readonly hash: string;
}

export const CACHE: URL;
export function quickLoad<Part>(name: string, fromSources: () => Promise<Part>): Promise<Part>;
export function freshBundle(cache?: URL): URL | undefined;
export function hashFiles(paths: readonly string[]): string;
