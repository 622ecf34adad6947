import { type Bytes, concat, utf8 } from './bytes.ts';

/** One chunk of a PNG file (PNG, section 5.3): its length, its name of four letters, the data, and a CRC-32 over name and data. */
export function pngChunk(name: string, data: Uint8Array): Bytes {
  const body = concat(utf8(name), data);
  const [length, check] = [new DataView(new ArrayBuffer(4)), new DataView(new ArrayBuffer(4))];
  length.setUint32(0, data.length);
  check.setUint32(0, crc32(body));
  return concat(new Uint8Array(length.buffer), body, new Uint8Array(check.buffer));
}

/** CRC-32 of ISO 3309, bit by bit: chunks that we make have a few bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
