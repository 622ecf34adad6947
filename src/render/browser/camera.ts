/** Reading a QR code with the camera, where the browser has a reader of its own. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const FORMAT = 'qr_code';
const PAUSE_MS = 120;

function detectorClass(): DetectorClass | undefined {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
}

export async function canScan(): Promise<boolean> {
  const formats = await detectorClass()?.getSupportedFormats();
  return formats?.includes(FORMAT) === true && 'mediaDevices' in navigator;
}

/** The text of the first QR code that the camera sees; undefined when `stopped`. Rejects when there is no camera for us. */
export async function scan(video: HTMLVideoElement, stopped: AbortSignal): Promise<string | undefined> {
  const Detector = detectorClass();
  if (!Detector) return undefined;
  const detector = new Detector({ formats: [FORMAT] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    while (!stopped.aborted) {
      const [code] = await detector.detect(video);
      if (code) return code.rawValue;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
