import { parseArgs } from 'node:util';
import { attempts } from './chance.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(process.hrtime.bigint() % 2n ** 31n) },
  },
});

process.stderr.write(`${values.count} attempts, seed ${values.seed}\n`);
const told = new Map<string, number>();
let believed = 0;
for await (const { what, fault } of attempts(Number(values.count), Number(values.seed))) {
  const sentence = fault?.message.replace(/\d+|"[^"]*"|[\w-]{43}/g, '…') ?? 'BELIEVED';
  told.set(sentence, (told.get(sentence) ?? 0) + 1);
  if (fault) continue;
  believed++;
  process.stderr.write(`believed: ${what}\n`);
}
for (const [sentence, count] of [...told].sort(([, a], [, b]) => b - a))
  process.stdout.write(`${String(count).padStart(8)}  ${sentence}\n`);
process.exitCode = believed ? 3 : 0;
