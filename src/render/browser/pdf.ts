/** The electronic certificate that is attached to a PDF. */
import { fromUtf8 } from '../../lib/bytes.ts';
import { gunzip } from '../../lib/gzip.ts';
import { isCredential } from '../../verify/light/verify.ts';

/** Far more than any certificate. */
const MAX_BYTES = 1_000_000;
/** More attachments than any certificate has. */
const MAX_FILES = 50;

/**
 * The first embedded file of a PDF that could be a credential (ISO 32000-2 section 7.11.4). Looks for the streams themselves and
 * not for the ways that lead to them, so that it finds them in damaged and extended files too: nothing of it is believed
 * before its signature was checked. Undefined where there is none, or where it is encrypted.
 */
export async function attachedCredential(pdf: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  // One character a byte.
  const text = new TextDecoder('latin1').decode(pdf);
  const streams = [...text.matchAll(/\/EmbeddedFile\b[\s\S]{0,2000}?>>\s*stream\r?\n/g)].slice(0, MAX_FILES);
  for (const { 0: head, index } of streams) {
    const start = index + head.length;
    const end = text.indexOf('endstream', start);
    const dictionary = text.slice(text.lastIndexOf(' obj', index), start);
    const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dictionary)?.[1];
    const bytes = pdf.slice(start, length === undefined ? end : start + Number(length));
    try {
      const content = fromUtf8(/\/FlateDecode\b/.test(dictionary) ? await gunzip(bytes, MAX_BYTES, 'deflate') : bytes);
      if (isCredential(content)) return content.trim();
    } catch {
      // Another file, or one in another coding.
    }
  }
  return undefined;
}
