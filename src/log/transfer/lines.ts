/** One line of a file. */
export interface TextLine {
  /** With its line feed, if it has one. */
  bytes: Buffer;
  /** Counted from 1. */
  number: number;
}

const LINE_FEED = 10;

/** The lines of a file as its pieces come in; only the last may lack its line feed. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  let number = 0;
  let begun: Buffer[] = [];
  for await (const piece of pieces) {
    let start = 0;
    let end = piece.indexOf(LINE_FEED);
    while (end >= 0) {
      number++;
      yield { bytes: Buffer.concat([...begun, piece.subarray(start, end + 1)]), number };
      begun = [];
      start = end + 1;
      end = piece.indexOf(LINE_FEED, start);
    }
    if (start < piece.length) begun.push(piece.subarray(start));
  }
  if (begun.length > 0) yield { bytes: Buffer.concat(begun), number: number + 1 };
}

/** Whether a line was written to its end. */
export const isWhole = ({ bytes }: TextLine): boolean => bytes.at(-1) === LINE_FEED;
