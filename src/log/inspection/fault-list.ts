import type { Fault, FaultKind, Findings } from './inspection.js';

const FIRST = 10;

/** Counts faults by kind and keeps the first ten of each. */
export class FaultList {
  private readonly kinds = new Map<FaultKind, { count: number; first: Fault[] }>();

  /** Notes a fault; `times` where it stands for so many of its kind. */
  add(fault: Fault, times = 1): void {
    const known = this.kinds.get(fault.kind) ?? { count: 0, first: [] };
    known.count += times;
    if (known.first.length < FIRST) known.first.push(fault);
    this.kinds.set(fault.kind, known);
  }

  get all(): Findings['faults'] {
    return [...this.kinds].map(([kind, { count, first }]) => ({ kind, count, first }));
  }
}
