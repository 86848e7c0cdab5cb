import { consultationOf } from '../domain/consultation/phase-name.js';
import { fromGlobalId, toGlobalId } from 'graphql-relay';

export type NodeType = 'Organisation' | 'Consultation' | 'Phase' | 'Idea' | 'Decision';

/** The opaque id of a thing, unique among all things. */
export const globalId = (type: NodeType, id: string): string => toGlobalId(type, id);

/** An id that is not one, or names another kind of thing. */
export class UnknownId extends Error {
  constructor(
    readonly field: string,
    readonly expected: NodeType,
  ) {
    super(`${field} is not the id of a ${expected}.`);
    this.name = 'UnknownId';
  }
}

/** What an opaque id of one kind of thing names; throws UnknownId. */
export const localId = (type: NodeType, id: string, field: string): string => {
  const parsed = fromGlobalId(id);
  if (parsed.type !== type || !parsed.id) throw new UnknownId(field, type);
  return parsed.id;
};

/** The phase and the consultation that a phase's opaque id names; throws UnknownId. */
export const phaseIds = (id: string): { consultationId: string; phaseId: string } => {
  const phaseId = localId('Phase', id, 'phaseId');
  return { consultationId: consultationOf(phaseId), phaseId };
};
