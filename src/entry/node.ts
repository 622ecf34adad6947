/** The service on Node: `node src/entry/node.ts`, settings from the environment. */
import { keepCompiled } from './compile-cache-node.ts';

keepCompiled();
const { serve } = await import('./serve-node.ts');
await serve();
