/** The contract as the service itself publishes it. */
import type { World } from './world.ts';

export interface Operation {
  /** `GET /v1/certificates/{id}`. */
  readonly route: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether it asks for an API key. */
  readonly key: boolean;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: readonly object[] }>>>>;
}

/** Every operation of `GET /openapi.json`. */
export async function operationsOf(world: World): Promise<Operation[]> {
  const { body } = await world.call<Document>('GET /openapi.json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, { security = [] }]) => {
      const method = name.toUpperCase() as Operation['method'];
      return { route: `${method} ${path}`, method, path, key: security.length > 0 };
    }),
  );
}
