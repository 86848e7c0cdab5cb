import { schemaVersions } from './events.js';

/** What an upcaster may change of an event: what it says, and what is sealed of it, as digests or as words. */
export interface Shape {
  data: unknown;
  sealed?: Record<string, unknown>;
}

/** Gives an event of one version the shape of the next. Pure: it knows nothing but the event. */
export type Upcaster = (event: Shape) => Shape;

/** In which versions events can be read. */
export interface Versions {
  /** The present version of each type. */
  present: Readonly<Record<string, number>>;
  /** By type and version, the step to the version that follows. */
  upcasters: Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;
}

/** The versions that this Cahier writes, and the older ones that it still reads. */
export const versions: Versions = { present: schemaVersions, upcasters: {} };

interface Stored extends Shape {
  type: string;
  schemaVersion: number;
  position?: bigint;
}

/** An event is of a type or version that nobody here knows; it is never skipped. */
export class UnknownVersion extends Error {
  readonly type: string;
  readonly version: number;
  /** Where it stands in the log, if that is known. */
  readonly position: bigint | undefined;

  constructor({
    type,
    schemaVersion,
    position,
  }: Pick<Stored, 'type' | 'schemaVersion' | 'position'>) {
    const where = position === undefined ? '' : ` at position ${position}`;
    super(`Nobody here knows how to read ${type} in version ${schemaVersion}${where}.`);
    this.name = 'UnknownVersion';
    this.type = type;
    this.version = schemaVersion;
    this.position = position;
  }
}

/** The oldest version from which every step up to the present one is known; undefined for an unknown type. */
export const oldestOf = (type: string, { present, upcasters }: Versions): number | undefined => {
  if (!Object.hasOwn(present, type)) return undefined;
  const steps = Object.hasOwn(upcasters, type) ? upcasters[type]! : {};
  let oldest = present[type]!;
  while (Object.hasOwn(steps, oldest - 1)) oldest--;
  return oldest;
};

/** Whether an event of that type and version can be read. */
export const canRead = (type: string, version: number, known: Versions): boolean => {
  const oldest = oldestOf(type, known);
  return (
    oldest !== undefined &&
    Number.isInteger(version) &&
    version >= oldest &&
    version <= known.present[type]!
  );
};

/** An event in the present version of its type; itself where it is that already. Throws UnknownVersion. */
export const upcast = <E extends Stored>(event: E, known: Versions = versions): E => {
  const { type, schemaVersion } = event;
  if (Object.hasOwn(known.present, type) && known.present[type] === schemaVersion) return event;
  if (!canRead(type, schemaVersion, known)) throw new UnknownVersion(event);
  const to = known.present[type]!;
  let shape: Shape = event;
  for (let v = schemaVersion; v < to; v++) shape = known.upcasters[type]![v]!(shape);
  return { ...event, ...shape, schemaVersion: to };
};
