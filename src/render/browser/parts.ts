/** Parts of the page that few visits need: each is loaded from the service with its first use, and is no part of the first load. */
type Part = 'camera' | 'file' | 'decode' | 'credential' | 'service';

const load = (name: Part) => import(`/assets/${name}.js`);

export const cameraPart = (): Promise<typeof import('./camera.ts')> => load('camera');

export const filePart = (): Promise<typeof import('./file.ts')> => load('file');

/** Questions that only the service can answer. */
export const servicePart = (): Promise<typeof import('./service.ts')> => load('service');

/** QR codes, where the browser has no reader of its own. */
export const decoderPart = (): Promise<typeof import('./decode.ts')> => load('decode');

/** Electronic certificates, and what other deployments issued. */
export const credentialPart = (): Promise<typeof import('./credential.ts')> => load('credential');
