// The package's main file is a browser build for bundlers, which cannot make PNG; this one can, everywhere.
declare module 'qrcode/lib/server.js' {
  import type { QRCode, QRCodeOptions, QRCodeToBufferOptions } from 'qrcode';

  const server: {
    create(text: string, options: QRCodeOptions): QRCode;
    toBuffer(text: string, options: QRCodeToBufferOptions): Promise<Uint8Array>;
  };
  export = server;
}
