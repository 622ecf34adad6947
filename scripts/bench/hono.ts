/** Hono with nothing of ours: `node hono.ts PORT BYTES` answers every request with a text of so many bytes. */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';

const [port, bytes] = process.argv.slice(2).map(Number);
const body = 'x'.repeat(bytes ?? 0);
const app = new Hono().get('*', (c) => c.body(body, 200, { 'Content-Type': 'application/vc' }));
createServer(getRequestListener(app.fetch)).listen(port, '127.0.0.1');
