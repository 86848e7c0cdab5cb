/** One thing that differs between two versions; null where one of them has no such thing. */
export interface Change {
  /** Where it stands, as `envelopes/centre/amount`. */
  path: string;
  before: unknown;
  after: unknown;
}

const names = ['ideaId', 'areaId', 'topicId'];

/** Members of a list by what names them, else by their place; members of an object by name. */
const membersOf = (value: object): [string, unknown][] =>
  Array.isArray(value)
    ? value.map((member: unknown, i) => [nameOf(member) ?? String(i), member])
    : Object.entries(value);

const nameOf = (member: unknown): string | undefined => {
  const known = typeof member === 'object' && member !== null ? member : {};
  const name = names.map((n) => (known as Record<string, unknown>)[n]).find((v) => v != null);
  return typeof name === 'string' ? name : undefined;
};

/** What a value comes to, leaf by leaf, by where each stands. */
const leavesOf = (value: unknown, path = ''): [string, unknown][] => {
  if (typeof value !== 'object' || value === null) return [[path, value ?? null]];
  const members = membersOf(value);
  if (!members.length) return [[path, value]];
  return members.flatMap(([name, member]) => leavesOf(member, path ? `${path}/${name}` : name));
};

/** What has changed from one version to the next, in the order of paths. */
export const changesBetween = (before: object, after: object): Change[] => {
  const [old, now] = [new Map(leavesOf(before)), new Map(leavesOf(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
};
