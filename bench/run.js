import { setUp } from '../bin/setup.js';
import { installPeers } from './peers.js';

const [name, ...flags] = process.argv.slice(2);
const names = ['ledger', 'log', 'verify', 'views', 'vote'];
if (!names.includes(name)) {
  process.stderr.write(`Name one of: ${names.join(', ')}.\n`);
  process.exit(2);
}
setUp();
if (name === 'log' || name === 'views') installPeers();
const { machine } = await import('./harness.js');
const { measure } = await import(`./${name}.js`);
const result = await measure(flags.filter((flag) => flag !== '--json'));
if (flags.includes('--json'))
  process.stdout.write(`${JSON.stringify({ machine: machine(), ...result })}\n`);
else {
  const { tell } = await import('./tell.js');
  process.stdout.write(`${machine()}\n${tell(result)}`);
}
