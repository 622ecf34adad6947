/** One of the threads of `secure-threads-node.ts`. */
import { quickLoad } from './quick-load-node.mjs';

await quickLoad('secure-orders-node', () => import('./secure-orders-node.ts'));
