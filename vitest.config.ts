import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'conformance/**/*.test.ts',
      'examples/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // Real sockets, child processes and disks: a slow machine must not decide a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are the smallest machine that the suite is meant for; more workers only fight over them.
    maxWorkers: 2,
  },
});
