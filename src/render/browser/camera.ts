/** The part that reads a QR code with the camera: `/assets/camera.js`. */
import { frameReader } from './reader.ts';

const PAUSE_MS = 100;
/** Enough for the largest code that we print, held at arm's length. */
const WANTED = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };

/** The text of the first QR code that the camera sees; undefined when `stopped`. Rejects when there is no camera for us. */
export async function scan(video: HTMLVideoElement, stopped: AbortSignal): Promise<string | undefined> {
  const [read, stream] = await Promise.all([frameReader(), navigator.mediaDevices.getUserMedia({ video: WANTED })]);
  try {
    video.srcObject = stream;
    await video.play();
    while (!stopped.aborted) {
      const text = await read(video);
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
