/** Pictures of a certificate with the signed credential inside: "baked" badges (Open Badges 3.0, document formats). */
import mustache from 'mustache';
import { renderTemplate } from '../credential/render-template.ts';
import { type Bytes, concat, utf8 } from '../lib/bytes.ts';
import { pngChunk } from '../lib/png-chunk.ts';
import { qrPng } from './qr.ts';

type Credential = Readonly<Record<string, unknown>>;

/** The certificate as wallets draw it, as an SVG with the credential in its first element. */
export function badgeSvg(credential: Credential): string {
  const drawn = mustache.render(renderTemplate('badge-1.svg') ?? '', credential);
  // Nothing in JSON but the text of a string can hold this.
  const json = JSON.stringify(credential).replaceAll(']]>', ']]\\u003e');
  const head = `<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" `;
  const [start = '', ...rest] = drawn.replace('<svg ', head).split('>');
  return `${start}><openbadges:credential><![CDATA[${json}]]></openbadges:credential>${rest.join('>')}`;
}

/** Where a PNG's first chunk, its header, ends. */
const AFTER_HEADER = 33;
/** In mm. */
const SIDE = 16;

/** The QR code that opens the certificate's page, as a PNG with the credential in an iTXt chunk, not compressed. */
export async function badgePng(credential: Credential, verifyUrl: string): Promise<Bytes> {
  const png = await qrPng(verifyUrl, SIDE);
  // Keyword, no compression and no method for it, no language, no translated keyword (PNG, section 11.3.3.4).
  const text = concat(utf8('openbadgecredential'), new Uint8Array(5), utf8(JSON.stringify(credential)));
  return concat(png.subarray(0, AFTER_HEADER), pngChunk('iTXt', text), png.subarray(AFTER_HEADER));
}
