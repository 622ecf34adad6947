/** A code as a camera sees it on paper: grey values of one picture. */
import qrcode from 'qrcode/lib/server.js';

export interface Look {
  /** Clockwise. */
  readonly degrees?: number;
  /** Standard deviation of the blur, in modules. */
  readonly blur?: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel, line by line. */
  readonly grey: Uint8Array<ArrayBuffer>;
}

const [WIDTH, HEIGHT] = [960, 720];
/** Paper is not white and ink is not black; the light comes from one side. */
const [PAPER, INK, SHADE] = [225, 45, 40];

/** `text` as a code in the middle of a picture, as large as it fits when it is turned. */
export function printed(text: string, { degrees = 0, blur = 0 }: Look = {}): Picture {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const module = (HEIGHT * 0.94) / ((modules.size + 4) * (Math.abs(sin) + Math.abs(cos)));
  const grey = new Uint8Array(WIDTH * HEIGHT);
  const ink = (x: number, y: number) => {
    const [dx, dy] = [(x - WIDTH / 2) / module, (y - HEIGHT / 2) / module];
    const column = Math.floor(dx * cos + dy * sin + modules.size / 2);
    const row = Math.floor(dy * cos - dx * sin + modules.size / 2);
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < modules.size;
    return inside && modules.get(row, column) ? 1 : 0;
  };
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const share = (ink(x, y) + ink(x + 0.5, y) + ink(x, y + 0.5) + ink(x + 0.5, y + 0.5)) / 4;
      grey[y * WIDTH + x] = PAPER - share * (PAPER - INK) - (SHADE * x) / WIDTH;
    }
  }
  const picture = { width: WIDTH, height: HEIGHT, grey };
  return blur === 0 ? picture : blurred(picture, blur * module);
}

/** Three box blurs, which are as good as a Gaussian of deviation `sigma` pixels. */
function blurred({ width, height, grey }: Picture, sigma: number): Picture {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let pixels = grey;
  for (let pass = 0; pass < 3; pass++) {
    pixels = smoothed(pixels, { lines: height, length: width, step: 1, stride: width, radius });
    pixels = smoothed(pixels, { lines: width, length: height, step: width, stride: 1, radius });
  }
  return { width, height, grey: pixels };
}

interface Lines {
  readonly lines: number;
  readonly length: number;
  readonly step: number;
  readonly stride: number;
  readonly radius: number;
}

function smoothed(pixels: Picture['grey'], { lines, length, step, stride, radius }: Lines): Picture['grey'] {
  const out = new Uint8Array(pixels.length);
  for (let line = 0; line < lines; line++) {
    const at = (index: number) => pixels[line * stride + Math.min(length - 1, Math.max(0, index)) * step] ?? 0;
    let sum = 0;
    for (let index = -radius; index <= radius; index++) sum += at(index);
    for (let index = 0; index < length; index++) {
      out[line * stride + index * step] = sum / (2 * radius + 1);
      sum += at(index + radius + 1) - at(index - radius);
    }
  }
  return out;
}

/** A film of it for `--use-file-for-fake-video-capture`: YUV4MPEG2 with 4:2:0, two frames, which Chromium repeats. */
export function film({ width, height, grey }: Picture): Uint8Array {
  const colour = new Uint8Array((width * height) / 2).fill(128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, colour]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`), frame, frame]);
}
