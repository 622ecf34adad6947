/** The part that reads a QR code with the camera: `/assets/camera.js`. */
import { frameReader } from './reader.ts';

const PAUSE_MS = 100;
/** Enough for the largest code that we print, held at arm's length. */
const WANTED = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };

/**
 * Shows what the camera sees in its section of the page, until it sees a QR code. The text of it; undefined when the reader
 * stops. Rejects when there is no camera for us.
 */
export async function scan(section: HTMLElement): Promise<string | undefined> {
  const part = <T extends HTMLElement>(selector: string) => section.querySelector(selector) as T;
  const [button, finder, stop] = [part('#scan'), part('#finder'), part('#stop')];
  const stopped = new AbortController();
  stop.onclick = () => stopped.abort();
  [button.hidden, finder.hidden] = [true, false];
  stop.focus();
  try {
    return await watch(part('video'), stopped.signal);
  } finally {
    [button.hidden, finder.hidden] = [false, true];
    if (stopped.signal.aborted) button.focus();
  }
}

async function watch(video: HTMLVideoElement, stopped: AbortSignal): Promise<string | undefined> {
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
