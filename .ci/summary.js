import { readFileSync } from 'node:fs';

/** Prints `N passed, N failed, N skipped` for a run of Jest, and fails where a test, a spec file, the lint or the run itself did. */
const [file, lint, tests] = process.argv.slice(2);
const run = read(file);
const failed = run.numFailedTests + run.numRuntimeErrorTestSuites;
const skipped = run.numPendingTests + run.numTodoTests;
const broken = (lint !== '0') + (tests !== '0' && failed === 0);

for (const suite of run.testResults) {
  const names = suite.assertionResults.filter(({ status }) => status === 'pending');
  for (const { fullName } of names) console.log(`skipped: ${fullName}`);
}
if (lint !== '0') console.log('failed: lint');
console.log(`${run.numPassedTests} passed, ${failed + broken} failed, ${skipped} skipped`);
process.exitCode = failed + broken > 0 || run.numPassedTests === 0 ? 1 : 0;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 0,
      numRuntimeErrorTestSuites: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
    };
  }
}
