/**
 * Names in KurrentDB may hold letters, digits, `_`, `-` and `.`, and a server takes streams that
 * differ in case alone for one; so whatever else a name of ours holds is written as its bytes in
 * UTF-8, `_c3_a9` for `é`.
 */
const written = (name: string, unsafe: RegExp): string =>
  name.replace(unsafe, (part) => Buffer.from(part).toString('hex').replace(/../g, '_$&'));

const read = (name: string): string =>
  name.replace(/(_[0-9a-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('_', ''), 'hex').toString(),
  );

/** What the streams of our events begin with, and nobody else's. */
export const EVENTS = 'cahier.';

/** What the streams that remember commands begin with. */
export const COMMANDS = 'cahier-command.';

/** The stream in KurrentDB that holds a stream of ours. */
export const streamName = (stream: string): string => EVENTS + written(stream, /[^a-z0-9.-]+/gu);

/** The stream of ours that a stream in KurrentDB holds. */
export const streamOf = (name: string): string => read(name.slice(EVENTS.length));

/** The stream that remembers what became of a command. */
export const commandStream = (commandId: string): string =>
  COMMANDS + written(commandId, /[^a-z0-9.-]+/gu);

/** The command that a stream remembers. */
export const commandOf = (name: string): string => read(name.slice(COMMANDS.length));

/** The name of an event's type in KurrentDB. */
export const typeName = (type: string): string => written(type, /[^A-Za-z0-9.-]+/gu);
