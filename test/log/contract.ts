import { describe } from '@jest/globals';
import type { Capabilities, Log } from '../../src/log/port.js';
import { appending } from './contract/appending.js';
import { badInput } from './contract/bad-input.js';
import { declaring } from './contract/declaring.js';
import { idempotency } from './contract/idempotency.js';
import { reading } from './contract/reading.js';
import { subscribing } from './contract/subscribing.js';

/** A new, empty log and the doors to it. */
export interface Store {
  /** Opens the log; a second call opens the same log once more, as another process would. */
  open(): Promise<Log>;
  /** Closes every door and removes the log. */
  remove(): Promise<void>;
}

const EVERYTHING: Capabilities = { severalStreams: true, checks: true, densePositions: true };

/**
 * What every implementation of the log must do; each rule is tried on a store of its own. Rules
 * that a store does not declare to honour are replaced by one: it refuses, and writes nothing.
 */
export function contract(name: string, make: () => Promise<Store>, honours = EVERYTHING): void {
  const fresh = Object.assign(() => make(), { honours });
  describe(name, () => {
    describe('declaring', () => declaring(fresh));
    describe('appending', () => appending(fresh));
    describe('idempotency', () => idempotency(fresh));
    describe('reading', () => reading(fresh));
    describe('subscribing', () => subscribing(fresh));
    describe('bad input', () => badInput(fresh));
  });
}
