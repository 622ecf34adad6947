/** Hono with nothing of ours: `node hono.ts PORT TEXT` answers every request with the text. */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';

const [port, text = ''] = process.argv.slice(2);
const app = new Hono().get('*', (c) => c.body(text, 200, { 'Content-Type': 'application/vc' }));
createServer(getRequestListener(app.fetch)).listen(Number(port), '127.0.0.1');
