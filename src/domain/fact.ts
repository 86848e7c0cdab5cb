/** Identifies a consultation, an idea, a phase… within Cahier; a UUIDv7 unless a client or an import chose one. */
export type Id = string;

/** An instant in UTC, written as RFC 3339 with milliseconds: `2026-11-22T20:30:00.000Z`. Sorts as text. */
export type Instant = string;

/** An amount of money in minor units (cents); always a safe integer. */
export type Minor = number;

/**
 * What happened, in the past tense. `data` holds ids, enums, integers and what the administration
 * publishes; `personal` holds a person's words and identity, and nothing else does: it is sealed.
 */
export interface Fact<T extends string = string, D = unknown, P = unknown> {
  type: T;
  data: D;
  personal?: P;
  /** Who may read it; everybody unless said otherwise. */
  visibility?: 'public' | 'restricted' | 'sealed_until_close';
  /** Which of the streams that its rule names it goes to; the one that the rule writes unless said otherwise. */
  to?: string;
}

/** Why a wish was not granted: a code of the public contract and the data that explains it. */
export interface Refusal {
  code: string;
  message: string;
  /** Where in the wish the trouble lies, e.g. `['lines', '3', 'ideaId']`. */
  path?: string[];
  data?: Record<string, unknown>;
}

/** Facts, or the reasons why there are none. No fact means that nothing is new. */
export type Decision<F extends Fact = Fact> = { facts: F[] } | { refused: Refusal[] };

/** Grants a wish by these facts. */
export const grant = <F extends Fact>(...facts: F[]): { facts: F[] } => ({ facts });

/** Refuses a wish for one or more reasons, all told together. */
export const refuse = (...refused: Refusal[]): { refused: Refusal[] } => ({ refused });

/** Grants a wish by one fact unless there are reasons not to; the fact is made only then. */
export const unless = <F extends Fact>(refused: Refusal[], fact: () => F): Decision<F> =>
  refused.length ? refuse(...refused) : grant(fact());

/** One reason of a refusal. */
export const because = (
  code: string,
  message: string,
  data?: Record<string, unknown>,
  path?: string[],
): Refusal => ({ code, message, ...(data && { data }), ...(path && { path }) });

/** The reasons that hold, from a list in which absent ones are false or undefined. */
export const reasons = (...list: (Refusal | false | undefined | null)[]): Refusal[] =>
  list.filter((r): r is Refusal => Boolean(r));

/** Folds one stream into what decisions ask of it. Knows no rule. */
export interface Fold<S, F extends Fact = Fact> {
  initial: S;
  evolve: { [T in F['type']]: (state: S, data: Extract<F, { type: T }>['data']) => S };
}

/** What a decision may know of the moment besides the streams: the clock, who acts, and a digest (SHA-256 of JCS, hex). */
export interface Circumstances {
  at: Instant;
  actor: { kind: 'citizen' | 'agent' | 'officer' | 'system'; ref: string; role: string };
  digest: (value: unknown) => string;
}

/**
 * How one command is decided: the streams it reads, which of them it writes, and the rule itself.
 * Every stream it names is held: if one changes before the facts are recorded, it is decided again.
 * Facts may go to several of them, all or none.
 */
export interface Rule<C, S, F extends Fact> {
  writes: keyof S & string;
  streams: (command: C) => { [K in keyof S]: string };
  decide: (command: C, state: S, act: Circumstances) => Decision<F>;
}
