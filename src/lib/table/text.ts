import { TableError } from './row.ts';

/** How much is looked at to tell encodings apart, from the first byte on that is not ASCII. */
const WINDOW = 64 * 1024;

/** How ZIP, which workbooks are, and gzip begin. */
const ARCHIVES = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x1f, 0x8b],
];

/**
 * The text of bytes. Without a label: by byte order mark UTF-8 or UTF-16; else UTF-8 when what follows the first byte
 * beyond ASCII is UTF-8, or GB 18030 (GBK, GB 2312). A byte order mark is left out. Throws `TableError` `encoding`.
 */
export async function* decoded(bytes: AsyncIterable<Uint8Array>, charset?: string): AsyncGenerator<string> {
  let decoder = charset === undefined ? undefined : decoderOf(charset);
  let held: Uint8Array<ArrayBuffer> = new Uint8Array();
  for await (const part of bytes) {
    if (decoder) {
      yield decode(decoder, part, true);
      continue;
    }
    held = joined(held, part);
    if (ARCHIVES.some((mark) => mark.every((byte, at) => held[at] === byte))) throw notText();
    const label = labelOf(held, false);
    if (label === undefined) continue;
    decoder = decoderOf(label);
    yield decode(decoder, held, true);
    held = new Uint8Array();
  }
  decoder ??= decoderOf(labelOf(held, true) ?? 'utf-8');
  yield decode(decoder, held, false);
}

/** Undefined while more must be seen. Text of nothing but ASCII is held back no longer than the window. */
function labelOf(bytes: Uint8Array, whole: boolean): string | undefined {
  if (bytes.length < 3 && !whole) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Whoever writes this mark means UTF-8; a byte that is none is to be said, not guessed away.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const first = bytes.findIndex((byte) => byte >= 0x80);
  if (first === -1) return whole ? 'utf-8' : undefined;
  if (bytes.length - first < WINDOW && !whole) return undefined;
  try {
    // The window may end within a character, so it is a stream that goes on.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(first, first + WINDOW), { stream: !whole });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

function notText(): TableError {
  const message =
    'is a workbook or packed, not text: send a workbook with its own Content-Type, and anything else unpacked';
  return new TableError('encoding', message);
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch (cause) {
    throw new TableError('encoding', 'is in an encoding that is not known here', { cause });
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (cause) {
    const message = `begins as ${decoder.encoding.toUpperCase()}, but does not go on so; save it as UTF-8 and send it again`;
    throw new TableError('encoding', message, { cause });
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
