import { fromDecimal, utf8 } from '../encoding.js';
import { malformed } from '../ledger-error.js';

/** A disclosure that a bundle hands over, and the leaf whose digest it opens. */
export interface DisclosureLine {
  n: number;
  text: string;
}

/** The longest line that is read, in bytes: an event has at most 256 KiB. */
const LONGEST_LINE = 1024 * 1024;

const [BEFORE, BETWEEN] = ['{"d":"', '","n":'];

/** A disclosure as a line of the bundle. */
export const disclosureLine = ({ n, text }: DisclosureLine): string =>
  `${BEFORE}${text}${BETWEEN}${n}}\n`;

/** The disclosures of a bundle, as they stand in it. */
export async function* disclosureLines(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<DisclosureLine[]> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  for await (const chunk of chunks) {
    const bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf('\n') + 1;
    rest = bytes.subarray(end);
    if (rest.length > LONGEST_LINE) throw malformed(`A disclosure is longer than it can be.`);
    if (end === 0) continue;
    const texts = utf8(bytes.subarray(0, end - 1), 'A disclosure').split('\n');
    yield texts.map((text) => parseLine(text, ++line));
  }
  if (rest.length) throw malformed('The last disclosure is cut off.');
}

const parseLine = (text: string, line: number): DisclosureLine => {
  const end = text.indexOf('"', BEFORE.length);
  const isLine =
    text.startsWith(BEFORE) &&
    end > BEFORE.length &&
    text.startsWith(BETWEEN, end) &&
    text.endsWith('}');
  if (!isLine) throw malformed(`Line ${line} is no disclosure.`);
  const n = fromDecimal(text.slice(end + BETWEEN.length, -1), `The index in line ${line}`);
  return { n, text: text.slice(BEFORE.length, end) };
};
