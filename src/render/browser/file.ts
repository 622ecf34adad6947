/** The part that gets what is to be checked out of a file: `/assets/file.js`. It is read here and sent nowhere. */
import { attachedCredential } from './pdf.ts';
import { readPicture } from './reader.ts';
import type { Message } from './service.ts';

/** Photos are large; a text of this size is no certificate. */
const [MAX_BYTES, MAX_TEXT_BYTES] = [30_000_000, 1_000_000];

/** The text of the file itself, of the credential in a PDF, or of the QR code in a picture. Rejects when a part cannot be had. */
export async function textIn(file: File): Promise<{ readonly text: string } | { readonly message: Message }> {
  if (file.size > MAX_BYTES) return { message: 'tooLarge' };
  if (file.type.startsWith('image/')) {
    const picture = await createImageBitmap(file).catch(() => undefined);
    const text = picture && (await readPicture(picture));
    return text === undefined ? { message: 'noCode' } : { text };
  }
  const head = await file.slice(0, 1_024).text();
  if (head.includes('%PDF-')) {
    const text = await attachedCredential(new Uint8Array(await file.arrayBuffer()));
    return text === undefined ? { message: 'noAttachment' } : { text };
  }
  if (file.size > MAX_TEXT_BYTES) return { message: 'tooLarge' };
  return head.includes('\0') ? { message: 'unreadable' } : { text: await file.text() };
}
