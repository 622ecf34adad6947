/** The service on Node: `node src/entry/node.mjs`, settings from the environment. */
import { quickLoad } from './quick-load-node.mjs';

const { serve } = await quickLoad('serve-node', () => import('./serve-node.ts'));
await serve();
