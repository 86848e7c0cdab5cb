import type { Segments } from './events.js';

/** What a ballot keeps sealed of how its voter describes themselves; nothing where they do not. */
export const described = ({
  segments = {},
}: {
  segments?: Segments;
}): { personal?: { segments: Segments } } =>
  Object.keys(segments).length ? { personal: { segments } } : {};
