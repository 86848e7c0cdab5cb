import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// `npm run nightly -- [--runs N] [--seed S --path P]`: the model of counts, 10,000 runs by default. A failure tells the seed and
// the path with which it is replayed.
const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } },
});
const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    'test/model',
    '--testTimeout=3600000',
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      CAHIER_MODEL_RUNS: values.runs ?? '10000',
      ...(values.seed && { CAHIER_MODEL_SEED: values.seed }),
      ...(values.path && { CAHIER_MODEL_PATH: values.path }),
    },
  },
);
process.exitCode = status ?? 1;
