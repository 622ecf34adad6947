/** How the process of a test run serves those that run the test files. */
import { createServer } from 'node:http';

export interface Broker {
  readonly url: string;
  close(): void;
}

/** Answers each request on a loopback port with what comes of it, as JSON; a failure is a 500 with its text. */
export async function startBroker(answer: (method: string, path: string) => Promise<unknown>): Promise<Broker> {
  const server = createServer(({ method = '', url = '' }, response) => {
    // A connection that is kept would be cut by one side just as the other asks again, minutes later.
    response.setHeader('Connection', 'close');
    answer(method, url.slice(1)).then(
      (value) => response.end(JSON.stringify(value)),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the broker has no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}
