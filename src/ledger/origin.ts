import { sha256 } from './merkle.js';

/** The log of what concerns no single consultation, and of the checkpoints of all; its place under a host. */
export const REGISTRY = 'registry';

const PLAIN = /^[\w-]{1,100}$/;

/** The place of a consultation's log under a host: its id where that can stand in a URL, or else its digest. */
export const consultationLog = (consultationId: string): string =>
  `c/${PLAIN.test(consultationId) ? consultationId : `~${sha256(consultationId).toString('base64url')}`}`;

/** The name of a log, and of its key: the host and its place there, as a URL without scheme. */
export const originOf = (host: string, place: string): string => `${host}/${place}`;
