import { SingleBar } from 'cli-progress';

/** A bar on stderr, where that is a terminal; says nothing elsewhere. */
export interface Bar {
  progress(done: number, total: number): void;
  stop(): void;
}

/** A bar that counts `what`. */
export const barOf = (what: string): Bar => {
  if (!process.stderr.isTTY) return { progress: () => {}, stop: () => {} };
  const shown = new SingleBar({
    format: `${what} {bar} {percentage} % | {value} of {total} | {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
  });
  let started = false;
  return {
    progress: (done, total) => {
      if (!started) shown.start(total, 0);
      started = true;
      shown.update(done);
    },
    stop: () => shown.stop(),
  };
};
