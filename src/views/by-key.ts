import type { Projection } from '../../projections/projection.js';
import { sqlType } from './table.js';

type Level = Map<unknown, unknown>;

/** What belongs to rows of a view, found by the values of their keys one after the other: no text is made of these. */
export class ByKey<V> {
  readonly #columns: readonly { name: string; isText: boolean }[];
  readonly #root: Level = new Map();

  constructor({ key, columns }: Projection) {
    this.#columns = key.map((name) => ({ name, isText: sqlType(columns[name]!) === 'text' }));
  }

  /** What was put for a key. */
  get(key: object): V | undefined {
    let found: unknown = this.#root;
    for (const { name, isText } of this.#columns) {
      if (found === undefined) return undefined;
      const value = (key as Record<string, unknown>)[name];
      found = (found as Level).get(isText ? String(value) : value);
    }
    return found as V | undefined;
  }

  put(key: object, belongs: V): void {
    const last = this.#columns.length - 1;
    let level = this.#root;
    for (let i = 0; i <= last; i++) {
      const { name, isText } = this.#columns[i]!;
      const own = (key as Record<string, unknown>)[name];
      const value = isText ? String(own) : own;
      if (i === last) level.set(value, belongs);
      else {
        if (!level.has(value)) level.set(value, new Map());
        level = level.get(value) as Level;
      }
    }
  }
}
