const mib = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;

const rateLine = ({ name, perSecond, p50, p99, ratio, rss }) =>
  `  ${name.padEnd(40)} ${perSecond.toFixed(0).padStart(8)}/s   p50 ${p50.toFixed(2).padStart(8)} ms   p99 ${p99.toFixed(2).padStart(8)} ms   × ${ratio.toFixed(2)}   ${rss.map(mib).join(' → ')}`;

const countLine = ({ name, ...counts }) =>
  `  ${name.padEnd(40)} ${Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join('   ')}`;

const figureLine = ({ figure, wanted, measured, reached }) =>
  `  ${figure.padEnd(64)} ${wanted.padStart(10)} ${measured.padStart(12)}   ${reached ? 'yes' : 'NO'}`;

const heading = `  ${''.padEnd(64)} ${'wanted'.padStart(10)} ${'measured'.padStart(12)}   reached`;

/** The outcome of a measurement for people: each group's rows, and at the end which figures were reached. */
export function tell({ groups, figures }) {
  const told = groups.map(({ title, rows }) =>
    ['', title, ...rows.map((row) => (row.perSecond ? rateLine(row) : countLine(row)))].join('\n'),
  );
  if (figures) told.push(['', 'Figures', heading, ...figures.map(figureLine)].join('\n'));
  return `${told.join('\n')}\n`;
}
