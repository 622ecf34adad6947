/**
 * Reading a seal (`docs/seal-format.md`) with nothing but what every browser has. Accepts exactly what
 * `credential/seal.ts` accepts; tests hold the two together.
 */
import { DAY, isLocalDate, type LocalDate } from '../../core/calendar.ts';
import { bytesToUuid } from '../../core/ids.ts';
import type { PublicJwk } from '../../core/key.ts';
import type { Seal, SealFacts } from '../../credential/seal.ts';
import { verifySignature } from '../../credential/signature.ts';
import { type Bytes, utf8 } from '../../lib/bytes.ts';
import { decodeDigits } from '../../lib/digits.ts';
import { toBase64url } from './base64url.ts';
import { byteString, CborReader } from './cbor.ts';

const VERSION = '1';
const MAX_BYTES = 416;
const [COSE_SIGN1, ALG, ES256, KID] = [18, 1, -7, 4];

/** A link of ours, whatever its host; its fragment is group 1. */
const LINK = /^https?:\/\/[^\s/?#]+\/v(?:\?[^\s#]*)?#(\d.*)$/is;
/** The digits without the link around them, longer than any certificate number. */
const BARE = /^1\d{99,}$/;

/**
 * The bytes in the text of a QR code of ours, whatever its host. Undefined for text that is none of ours; `SyntaxError` for
 * one of ours that is damaged or of an unknown version.
 */
export function sealBytes(text: string): Bytes | undefined {
  const trimmed = text.trim();
  const fragment = BARE.test(trimmed) ? trimmed : LINK.exec(trimmed)?.[1];
  if (fragment === undefined) return undefined;
  if (fragment[0] !== VERSION) throw new SyntaxError('a seal of an unknown version');
  const bytes = decodeDigits(fragment.slice(1));
  if (bytes.length === 0) throw new SyntaxError('a seal without content');
  return bytes;
}

/** Takes a seal apart without judging its signature. Throws `SyntaxError` for bytes that are not the one encoding of a seal. */
export function readSeal(bytes: Bytes): Seal {
  if (bytes.length > MAX_BYTES) throw new SyntaxError(`a seal has at most ${MAX_BYTES} bytes`);
  const cbor = new CborReader(bytes);
  expect(cbor.tag(), COSE_SIGN1);
  expect(cbor.array(), 4);
  const header = cbor.bytes();
  expect(cbor.map(), 0);
  const payload = cbor.bytes();
  const signature = cbor.bytes(64);
  cbor.end();
  return {
    kid: readKid(header),
    facts: readFacts(payload),
    verify: async (jwk: PublicJwk) =>
      jwk.crv === 'P-256' && verifySignature(jwk, signature, toBeSigned(header, payload)),
  };
}

function readKid(header: Bytes): string {
  const cbor = new CborReader(header);
  expect(cbor.map(), 2);
  expect(cbor.int(), ALG);
  expect(cbor.int(), ES256);
  expect(cbor.int(), KID);
  const kid = cbor.bytes(8);
  cbor.end();
  return toBase64url(kid);
}

function readFacts(payload: Bytes): SealFacts {
  const cbor = new CborReader(payload);
  let left = cbor.map();
  let key = left > 0 ? cbor.uint() : 0;
  /** Members come in the order of their keys, so one that is missing, unknown, doubled or misplaced stops the rest. */
  const member = <T>(wanted: number, read: () => T): T | undefined => {
    if (key !== wanted) return undefined;
    const value = read();
    left--;
    key = left > 0 ? cbor.uint() : 0;
    return value;
  };
  const text = () => cbor.text();
  const uint = () => cbor.uint();
  const date = () => dateOf(cbor.int());
  const facts = {
    certificate: there(member(1, () => bytesToUuid(cbor.bytes(16)))),
    agency: there(member(2, text)),
    issuedOn: there(member(3, date)),
    validUntil: member(4, date),
    group: there(member(5, uint)),
    index: there(member(6, uint)),
    number: there(member(7, text)),
    holderName: there(member(8, text)),
    maskedId: member(9, text),
    occupation: there(member(10, () => readOccupation(cbor))),
    level: there(member(11, () => readLevel(cbor))),
  };
  expect(left, 0);
  cbor.end();
  return facts;
}

function readOccupation(cbor: CborReader): SealFacts['occupation'] {
  const items = cbor.array();
  if (items !== 4) expect(items, 3);
  const occupation = { classification: cbor.text(), edition: cbor.text(), code: cbor.text() };
  return items === 4 ? { ...occupation, name: cbor.text() } : occupation;
}

function readLevel(cbor: CborReader): SealFacts['level'] {
  expect(cbor.array(), 2);
  return { scheme: cbor.text(), code: cbor.text() };
}

/** Days since 1970-01-01, as RFC 8943 counts them. */
function dateOf(days: number): LocalDate {
  const date = new Date(days * DAY);
  const text = Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
  if (!isLocalDate(text)) throw new SyntaxError('not a date');
  return text;
}

/** Sig_structure, RFC 9052 section 4.4: `["Signature1", header, h'', payload]`. */
function toBeSigned(header: Bytes, payload: Bytes): Bytes {
  return Uint8Array.from([0x84, 0x6a, ...utf8('Signature1'), ...byteString(header), 0x40, ...byteString(payload)]);
}

function expect(found: number, wanted: number): void {
  if (found !== wanted) throw new SyntaxError(`${wanted} is expected`);
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new SyntaxError('a member is missing');
  return value;
}
