import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Large files first, as ever, but before them the contract of the Store: its files are among the smallest, and what they run
 * takes so long that it would go on alone when all else is done.
 */
class ContractFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const early = ({ moduleId }: TestSpecification) => moduleId.includes('/tests/contract/');
    return [...sorted.filter(early), ...sorted.filter((file) => !early(file))];
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/temporary.ts', 'tests/postgres.ts', 'tests/builds.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is looked at until it holds; one second, as by default, is short where others use the machine too.
    expect: { poll: { timeout: 20_000 } },
    sequence: { sequencer: ContractFirst },
    pool: 'forks',
    // Loading everything anew for each file took more time than the tests; what a file changes it puts back.
    isolate: false,
  },
});
