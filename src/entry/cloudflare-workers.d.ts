/** What workerd itself brings, as far as it is used here. */
declare module 'cloudflare:workers' {
  /** Bindings, variables and secrets, also outside of a handler. */
  export const env: import('./deps-worker.ts').Bindings;
}
