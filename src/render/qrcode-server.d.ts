// The package's main file is a browser build for bundlers, which cannot make PNG; this one can, everywhere.
declare module 'qrcode/lib/server.js' {
  import type { QRCodeToBufferOptions, QRCodeToStringOptions } from 'qrcode';

  const server: {
    toString(text: string, options: QRCodeToStringOptions): Promise<string>;
    toBuffer(text: string, options: QRCodeToBufferOptions): Promise<Uint8Array>;
  };
  export = server;
}
