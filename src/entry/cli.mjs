#!/usr/bin/env node
import { quickLoad } from './quick-load-node.mjs';

const { run } = await quickLoad('command-line-node', () => import('./command-line-node.ts'));
await run(process.argv.slice(2));
