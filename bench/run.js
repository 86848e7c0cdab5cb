import { setUp } from '../bin/setup.js';

const [name, ...flags] = process.argv.slice(2);
const names = ['append', 'vote'];
if (!names.includes(name)) {
  process.stderr.write(`Name one of: ${names.join(', ')}.\n`);
  process.exit(2);
}
setUp();
const { machine } = await import('./harness.js');
const { measure } = await import(`./${name}.js`);
const groups = await measure();
if (flags.includes('--json'))
  process.stdout.write(`${JSON.stringify({ machine: machine(), groups })}\n`);
else {
  process.stdout.write(`${machine()}\n`);
  for (const { title, rows } of groups) {
    process.stdout.write(`\n${title}\n`);
    for (const { name: subject, perSecond, p50, p99, ratio } of rows)
      process.stdout.write(
        `  ${subject.padEnd(34)} ${perSecond.toFixed(0).padStart(8)}/s   p50 ${p50.toFixed(2).padStart(8)} ms   p99 ${p99.toFixed(2).padStart(8)} ms   × ${ratio.toFixed(2)}\n`,
      );
  }
}
