import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parseCheckpoint, type Checkpoint } from '../ledger/checkpoint.js';
import { parseNote } from '../ledger/note.js';
import { disk as ownDisk, type Disk } from './disk.js';

/** The last head of a log that a witness cosigned, as it stands on disk. */
export interface Kept {
  /** Which one of the log it is, from 1. */
  rank: number;
  /** The note with the signatures of the log and of the witness. */
  note: string;
  text: string;
  checkpoint: Checkpoint;
}

/** How long a head stays after the next one has taken its place, in milliseconds. */
const STAYS_MS = 60_000;
const RANK = /^\d{12}$/;
const SPLIT = 'split';

const nameOf = (rank: number): string => String(rank).padStart(12, '0');

/**
 * The heads that a witness cosigned, a folder for each log, a file for each head, named by its rank.
 * The next head is the one that gets the next name, which only one of many can get, in whatever
 * process. No lock is needed, and none is left behind by who dies.
 */
export class Heads {
  readonly #settled = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly disk: Disk = ownDisk,
  ) {}

  /** The last head of a log. Whatever this gives has outlived a power cut. */
  async last(log: string): Promise<Kept | undefined> {
    for (;;) {
      const rank = await this.#lastRank(log);
      if (rank === 0) return undefined;
      const note = await this.disk.read(this.#at(log, nameOf(rank)));
      if (note === undefined) continue;
      await this.#settle(log, rank);
      const { text } = parseNote(note);
      return { rank, note, text, checkpoint: parseCheckpoint(text) };
    }
  }

  /**
   * Keeps the head that follows another; false where that has a follower already. Who was long away and
   * took a name that is free again, because heads went on and old ones were removed, finds a later one.
   */
  async follow(log: string, last: Kept | undefined, note: string): Promise<boolean> {
    const rank = (last?.rank ?? 0) + 1;
    if (!last) await this.#make(log);
    const beside = this.#at(log, `.${randomUUID()}`);
    await this.disk.write(beside, note);
    const isNext = await this.disk.name(beside, this.#at(log, nameOf(rank)));
    await this.disk.remove(beside);
    if (!isNext || (await this.#lastRank(log)) !== rank) return false;
    await this.#settle(log, rank);
    await this.#removeOld(log, rank);
    return true;
  }

  /** Keeps, once for each log, the proof that it signed two trees of one size. */
  async keepSplit(log: string, cosigned: string, offered: string): Promise<void> {
    const path = this.#at(log, SPLIT);
    if ((await this.disk.read(path)) !== undefined) return;
    const beside = this.#at(log, `.${randomUUID()}`);
    await this.disk.write(beside, `${cosigned}\n${offered}`);
    await this.disk.name(beside, path);
    await this.disk.remove(beside);
    await this.disk.settle(this.#at(log));
  }

  async #lastRank(log: string): Promise<number> {
    const names = await this.disk.names(this.#at(log));
    return names.reduce((last, name) => (RANK.test(name) ? Math.max(last, Number(name)) : last), 0);
  }

  async #make(log: string): Promise<void> {
    await this.disk.make(this.#at(log));
    for (const folder of [this.folder, dirname(this.folder)]) await this.disk.settle(folder);
  }

  async #settle(log: string, rank: number): Promise<void> {
    if (this.#settled.get(log) === rank) return;
    await this.disk.settle(this.#at(log));
    this.#settled.set(log, rank);
  }

  /** A head goes once the one after it is old: whoever lists names meanwhile still finds the last. */
  async #removeOld(log: string, last: number): Promise<void> {
    const names = await this.disk.names(this.#at(log));
    const ranks = names.filter((name) => RANK.test(name)).sort();
    for (const [i, name] of ranks.slice(0, -1).entries()) {
      const next = ranks[i + 1]!;
      if (Number(next) >= last || (await this.disk.age(this.#at(log, next))) < STAYS_MS) return;
      await this.disk.remove(this.#at(log, name));
    }
  }

  #at(log: string, ...name: string[]): string {
    return join(this.folder, log, ...name);
  }
}
