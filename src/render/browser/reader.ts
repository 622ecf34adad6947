/** Reading QR codes: the browser's own reader where it has one, else ours. */
import { decoderPart } from './parts.ts';

export type Source = HTMLVideoElement | ImageBitmap;

interface Detector {
  detect(source: Source): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const FORMAT = 'qr_code';

/** Gives the text of a QR code, or undefined where it sees none. */
export type Reader = (source: Source) => Promise<string | undefined>;

/** For the frames of a camera. Rejects when there is no reader here and ours is out of reach. */
export async function frameReader(): Promise<Reader> {
  const own = await browsersReader();
  if (own) return own;
  const { decode } = await decoderPart();
  return async (source) => decode(source, 'frame');
}

/** Looks twice: browsers' readers are made for cameras, and miss in pictures what ours finds. */
export async function readPicture(picture: ImageBitmap): Promise<string | undefined> {
  const found = await (await browsersReader())?.(picture);
  return found ?? (await decoderPart()).decode(picture, 'picture');
}

async function browsersReader(): Promise<Reader | undefined> {
  const Detector = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!(await Detector?.getSupportedFormats())?.includes(FORMAT) || !Detector) return undefined;
  const detector = new Detector({ formats: [FORMAT] });
  return async (source) => (await detector.detect(source))[0]?.rawValue;
}
