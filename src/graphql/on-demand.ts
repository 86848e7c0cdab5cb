/** Things looked up when they are asked for, by the name of the field. */
export type Shown = Record<string, () => Promise<unknown>>;

/** Adds fields to a value that are only looked up when the client asks for them. */
export const withOnDemand = <T extends object>(value: T, shown: Shown): T =>
  Object.defineProperties(
    value,
    Object.fromEntries(Object.entries(shown).map(([name, look]) => [name, { get: look }])),
  );
