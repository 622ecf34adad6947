/** JSON-LD contexts, pinned by content: what a credential names is never fetched. */
import index from '../../schemas/contexts/index.json' with { type: 'json' };
import { YinzhengError } from '../core/errors.ts';
import { CONTEXT_FILES } from './context-files.ts';

export const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1';
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2';
export const DID_V1 = 'https://www.w3.org/ns/did/v1';
export const MULTIKEY_V1 = 'https://w3id.org/security/multikey/v1';
export const JWK_V1 = 'https://w3id.org/security/jwk/v1';

/** Our own context: the terms of certificates and trust lists, and the key states of DID documents. */
export function certificateContextUrl(origin: string): string {
  return `${origin}/contexts/certificate-v1.jsonld`;
}

const FILES = new Map(Object.entries(CONTEXT_FILES));

/** The exact bytes of a context file, for `GET /contexts/{name}`. */
export function contextFile(name: string): { readonly body: string } | undefined {
  const body = FILES.get(name);
  return body === undefined ? undefined : { body };
}

/** The text of a pinned context as it is published under its URL, or undefined for any other URL. */
export function contextText(origin: string, url: string): string | undefined {
  const named = url === certificateContextUrl(origin) ? certificateContextUrl('{origin}') : url;
  const entry = (index as Readonly<Record<string, { readonly file: string } | undefined>>)[named];
  return entry && FILES.get(entry.file);
}

/** What JSON-LD processors call a remote document (JSON-LD 1.1 API section 9.4.3). */
export interface RemoteDocument {
  readonly contextUrl: null;
  readonly document: object;
  readonly documentUrl: string;
}

export type DocumentLoader = (url: string) => Promise<RemoteDocument>;

/** Parsed once per file; the URL of our own still has `{origin}` in it. */
const DOCUMENTS = new Map<string, object>(
  Object.entries(index).map(([url, { file }]) => [url, JSON.parse(FILES.get(file) ?? 'null')]),
);

/**
 * Loads the pinned contexts, ours under `origin`, then what `extra` knows, and nothing else: any other URL throws
 * `lint_failed`, which a JSON-LD processor passes on as the cause of its own error.
 */
export function documentLoader(
  origin: string,
  extra: (url: string) => Promise<object | undefined> = async () => undefined,
): DocumentLoader {
  const own = certificateContextUrl(origin);
  return async (url) => {
    const pinned = DOCUMENTS.get(url === own ? certificateContextUrl('{origin}') : url);
    const document = pinned ?? (await extra(url));
    if (!document) throw new YinzhengError('lint_failed', `No document is pinned for ${url}, and none is fetched.`);
    return { contextUrl: null, document, documentUrl: url };
  };
}
