/** The service on Node: `node src/entry/node.ts`, settings from the environment. */
import { quickLoad } from './quick-load-node.ts';

const { serve } = await quickLoad('serve-node', () => import('./serve-node.ts'));
await serve();
