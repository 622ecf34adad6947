/** What did somebody hand in? Told apart by shape alone; nothing here is believed or verified. */
import type { Bytes } from '../lib/bytes.ts';
import { JsonError, parseJson } from '../lib/json.ts';
import { isSdJwt } from './sd-jwt.ts';
import { parseSealText } from './seal.ts';

export type Presented =
  /** A JSON credential with an embedded proof, or without any. */
  | { readonly kind: 'embedded'; readonly credential: Readonly<Record<string, unknown>> }
  /** A compact JWT, bare or out of an EnvelopedVerifiableCredential. */
  | { readonly kind: 'jwt'; readonly jwt: string }
  /** An SD-JWT, with a Key Binding JWT or without. */
  | { readonly kind: 'sd-jwt'; readonly sdJwt: string }
  /** The bytes of a seal, from the text of a QR code, and the deployment whose page the text opens. */
  | { readonly kind: 'seal'; readonly seal: Bytes; readonly origin?: string }
  /** `damaged`: a QR code of ours that was not read whole; `malformed`: broken JSON; `foreign`: anything else. */
  | { readonly kind: 'none'; readonly reason: 'damaged' | 'malformed' | 'foreign'; readonly detail: string };

/** VC Data Model 2.0 section 4.13: the credential is the data of a `data:` URL. */
const ENVELOPE = 'data:application/vc+jwt,';
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]*$/;
/** The digits of a QR code without the link around them. Far longer than any certificate number. */
const BARE_SEAL = /^1\d{99,}$/;

/** Takes text, or JSON that is parsed already: a credential, `{credential}`, `{verifiableCredential}` or an envelope. */
export function readPresented(input: unknown): Presented {
  return typeof input === 'string' ? readText(input.trim()) : readObject(input);
}

function readText(text: string): Presented {
  if (text.startsWith('{')) return readJson(text);
  if (text.startsWith(ENVELOPE)) return readEnvelope(text);
  if (COMPACT_JWS.test(text)) return { kind: 'jwt', jwt: text };
  if (isSdJwt(text)) return { kind: 'sd-jwt', sdJwt: text };
  try {
    const bare = BARE_SEAL.test(text);
    const seal = parseSealText(bare ? `https://bare/v#${text}` : text);
    if (seal) return { kind: 'seal', seal, ...(!bare && { origin: new URL(text).origin }) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: 'none', reason: 'damaged', detail: error.message };
  }
  return { kind: 'none', reason: 'foreign', detail: 'neither a credential nor one of our QR codes' };
}

function readJson(text: string): Presented {
  try {
    return readObject(parseJson(text));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { kind: 'none', reason: 'malformed', detail: `${error.pointer || '/'}: ${error.message}` };
  }
}

function readObject(input: unknown): Presented {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { kind: 'none', reason: 'foreign', detail: 'not an object' };
  }
  const object = input as Readonly<Record<string, unknown>>;
  const types = [object.type].flat();
  if (types.includes('EnvelopedVerifiableCredential')) {
    return readEnvelope(String(object.id));
  }
  if (types.includes('VerifiableCredential')) return { kind: 'embedded', credential: object };
  const { credential, verifiableCredential = credential } = object;
  // A wrapper holds a credential, never another wrapper.
  const inner = isWrapper(verifiableCredential) ? undefined : verifiableCredential;
  if (inner !== undefined) return readPresented(inner);
  return { kind: 'none', reason: 'foreign', detail: 'not a credential' };
}

function readEnvelope(url: string): Presented {
  const jwt = url.startsWith(ENVELOPE) ? url.slice(ENVELOPE.length) : '';
  if (COMPACT_JWS.test(jwt)) return { kind: 'jwt', jwt };
  return { kind: 'none', reason: 'foreign', detail: 'an envelope without a vc+jwt' };
}

function isWrapper(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('credential' in value || 'verifiableCredential' in value);
}
