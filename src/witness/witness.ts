import { parseAddCheckpoint, type AddCheckpoint } from '../ledger/add-checkpoint.js';
import { openCheckpoint, parseCheckpoint, type Checkpoint } from '../ledger/checkpoint.js';
import { cosign, cosignedAt } from '../ledger/cosignature.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { sha256 } from '../ledger/merkle.js';
import { noteText, parseNote, signatureLine, type Signed } from '../ledger/note.js';
import type { NoteKey, NoteSignature, Signer } from '../ledger/note-key.js';
import type { Heads, Kept } from './heads.js';
import { isSplit, refusalOf, type Refusal } from './judge.js';

/** What a witness answers: lines of cosignatures, or why there are none. */
export type Answer = { status: 200; lines: string } | Refusal;

export interface WitnessOptions {
  /** Seconds since 1970. */
  now?: () => number;
  /** Told when a log has signed two trees of one size. */
  onSplit?: (origin: string, size: number) => void;
}

/** A checkpoint of a log that is looked after, signed by it. */
interface Offered extends AddCheckpoint {
  log: string;
  text: string;
  checkpoint: Checkpoint;
  signed: Signed[];
}

/** What a log is called where its last head is read: SHA-256 of its origin, in hex. */
export const logName = (origin: string): string => sha256(origin).toString('hex');

/**
 * Cosigns heads of logs (C2SP tlog-witness): of each log only heads that go on from the last one
 * cosigned, which is kept before anything is answered.
 */
export class Witness {
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly key: Signer,
    private readonly keyOf: (origin: string) => Promise<NoteKey | undefined>,
    private readonly heads: Heads,
    private readonly options: WitnessOptions = {},
  ) {}

  /** Answers a request to cosign a checkpoint. */
  async add(body: Uint8Array | string): Promise<Answer> {
    const offered = await this.#read(body);
    return 'status' in offered ? offered : this.#inTurn(offered.log, () => this.#answer(offered));
  }

  /** The last head of a log that was cosigned, with the cosignature; by the log's name. */
  async checkpoint(log: string): Promise<string | undefined> {
    return (await this.heads.last(log))?.note;
  }

  async #read(body: Uint8Array | string): Promise<Offered | Refusal> {
    try {
      const asked = parseAddCheckpoint(body);
      const { text } = parseNote(asked.note);
      const checkpoint = parseCheckpoint(text);
      const key = await this.keyOf(checkpoint.origin);
      if (!key) return { status: 404, sentence: 'This log is not looked after here.' };
      const { signed } = openCheckpoint(asked.note, [key]);
      return { ...asked, log: logName(checkpoint.origin), text, checkpoint, signed };
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return { status: error.code === 'MALFORMED' ? 400 : 403, sentence: error.message };
    }
  }

  async #answer(offered: Offered): Promise<Answer> {
    const { log, text, checkpoint, signed } = offered;
    const { now = () => Math.floor(Date.now() / 1_000), onSplit } = this.options;
    for (;;) {
      const second = now();
      const last = await this.heads.last(log);
      if (last && isSplit(checkpoint, last.checkpoint)) {
        onSplit?.(checkpoint.origin, checkpoint.size);
        await this.heads.keepSplit(log, last.note, offered.note);
      }
      const refusal = refusalOf(offered, checkpoint, last?.checkpoint);
      if (refusal) return refusal;
      const signature = cosign(text, this.key, Math.max(second, this.#secondOf(last)));
      const answer: Answer = { status: 200, lines: signatureLine(signature) };
      if (last?.text === text) return answer;
      const signatures = [...signed.map((s) => s.signature), signature];
      if (await this.heads.follow(log, last, noteText({ text, signatures }))) return answer;
    }
  }

  /** Clocks may be put back; cosignatures of one log never go back. */
  #secondOf(last: Kept | undefined): number {
    const isOwn = ({ name, id }: NoteSignature) => name === this.key.name && id === this.key.id;
    const own = last && parseNote(last.note).signatures.find(isOwn);
    return own ? cosignedAt(own) : 0;
  }

  /** Saves writes that would lose the race for the next head; that there is but one rests on the disk. */
  async #inTurn<T>(log: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(log) ?? Promise.resolve()).then(work, work);
    this.#turns.set(log, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(log) === turn) this.#turns.delete(log);
    }
  }
}
