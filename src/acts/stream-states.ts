import { evolve, foldOf } from '../domain/commands.js';
import { upcast, versions, type Versions } from '../domain/upcast.js';
import type { Log, Recorded } from '../log/port.js';

/** A stream folded up to its last event. */
export interface StreamState {
  stream: string;
  /** Revision of its last event; -1 when it has none. */
  revision: number;
  state: unknown;
}

/** Streams of one person, or of one paper, are many and short: they are read anew each time. */
const isRemembered = (stream: string): boolean => !/^(ballot|paper|participant)-/.test(stream);

/** Folded streams, remembered between acts. What is remembered may be old: an append that rests on it is checked by the log. */
export class StreamStates {
  readonly #known = new Map<string, StreamState>();

  constructor(
    private readonly log: Log,
    private readonly capacity = 5_000,
    private readonly known: Versions = versions,
  ) {}

  /**
   * The state of a stream: as remembered, or with `fresh` as the log has it now. Throws UnknownVersion
   * where it holds an event that nobody here can read.
   */
  async load(stream: string, fresh: boolean): Promise<StreamState> {
    const known = this.#known.get(stream);
    if (known && !fresh) return known;
    const before = known ?? { stream, revision: -1, state: foldOf(stream).initial };
    return this.#keep(
      folded(before, await this.log.readStream(stream, { from: before.revision + 1 }), this.known),
    );
  }

  #keep(state: StreamState): StreamState {
    if (!isRemembered(state.stream)) return state;
    if ((this.#known.get(state.stream)?.revision ?? -1) > state.revision) return state;
    this.#known.delete(state.stream);
    this.#known.set(state.stream, state);
    if (this.#known.size > this.capacity) this.#known.delete(this.#known.keys().next().value!);
    return state;
  }
}

/** A stream's state with more of its events folded in. */
export const folded = (
  from: StreamState,
  events: Recorded[],
  known: Versions = versions,
): StreamState => {
  const step = foldOf(from.stream);
  return {
    stream: from.stream,
    revision: from.revision + events.length,
    state: events.reduce((state, event) => evolve(step, state, upcast(event, known)), from.state),
  };
};
