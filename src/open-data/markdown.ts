/** What somebody wrote, as text in a Markdown document: nothing in it is a mark, a link or an element. */
export const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:]/g, '\\$&');

/** The same, quoted line by line. */
export const quoted = (text: string): string =>
  text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `> ${plain(line)}`.trimEnd())
    .join('\n');

/** A table under its header; cells are Markdown already. */
export const tableOf = (header: string[], rows: (string | number)[][]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
