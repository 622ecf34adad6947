import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/temporary.ts', 'tests/postgres.ts', 'tests/builds.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Loading everything anew for each file took more time than the tests; what a file changes it puts back.
    isolate: false,
  },
});
