import { because, type Refusal } from '../fact.js';

/** A contradiction within voting rules, and the member in which it lies. */
export const invalid = (message: string, field: string, data: object = {}): Refusal =>
  because('INVALID_VOTING_RULES', message, { field, ...data }, [field]);
