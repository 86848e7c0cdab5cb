/** Identifies a consultation, an idea, a phase… within Cahier; a UUIDv7 unless a client or an import chose one. */
export type Id = string;

/** An instant in UTC, written as RFC 3339 with milliseconds: `2026-11-22T20:30:00.000Z`. Sorts as text. */
export type Instant = string;

/** An amount of money in minor units (cents); always a safe integer. */
export type Minor = number;

/**
 * What happened, in the past tense. `data` holds ids, enums, integers and the administration's own
 * public words; `personal` holds a person's words and identity, and nothing else does (ledger: sealed fields).
 */
export interface Fact<T extends string = string, D = unknown, P = unknown> {
  type: T;
  data: D;
  personal?: P;
}

/** Why a wish was not granted: a code of the public contract and the data that explains it. */
export interface Refusal {
  code: string;
  message: string;
  /** Where in the command's input the trouble lies, e.g. `['lines', '3', 'ideaId']`. */
  path?: string[];
  data?: Record<string, unknown>;
}

/** Facts, or the reasons why there are none. `[]` means that nothing is new. */
export type Decision<F extends Fact> = { facts: F[] } | { refused: Refusal[] };

/** Folds one stream: what decisions need to know of it, and how each fact changes that. Knows no rule. */
export interface Fold<S, F extends Fact = Fact> {
  initial: S;
  evolve: { [T in F['type']]: (state: S, data: Extract<F, { type: T }>['data'], at: Instant) => S };
}

/** Grants a wish by these facts. */
export const facts = <F extends Fact>(...list: F[]): { facts: F[] } => ({ facts: list });

/** Refuses a wish for one or more reasons, all told together. */
export const refuse = (...reasons: Refusal[]): { refused: Refusal[] } => ({ refused: reasons });

/** One reason of a refusal. */
export const reason = (
  code: string,
  message: string,
  data?: Record<string, unknown>,
  path?: string[],
): Refusal => ({ code, message, ...(data && { data }), ...(path && { path }) });
