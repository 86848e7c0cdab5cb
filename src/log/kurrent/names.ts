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

const plain = (name: string): string => written(name, /[^a-z0-9.-]+/gu);

/** The name of an event's type in KurrentDB. */
export const typeName = (type: string): string => written(type, /[^A-Za-z0-9.-]+/gu);

/** What the streams of a log begin with unless another name is chosen. */
export const PREFIX = 'cahier';

/** What the streams of one log are called on a server that it may share with others. */
export class Names {
  /** What the streams of events begin with. */
  readonly events: string;
  /** What the streams that remember commands begin with. */
  readonly commands: string;

  constructor(prefix: string) {
    this.events = `${prefix}.`;
    this.commands = `${prefix}-command.`;
  }

  /** The stream in KurrentDB that holds a stream of ours. */
  ofStream(stream: string): string {
    return this.events + plain(stream);
  }

  /** The stream of ours that a stream in KurrentDB holds. */
  streamOf(name: string): string {
    return read(name.slice(this.events.length));
  }

  /** The stream that remembers what became of a command. */
  ofCommand(commandId: string): string {
    return this.commands + plain(commandId);
  }

  /** The command that a stream remembers. */
  commandOf(name: string): string {
    return read(name.slice(this.commands.length));
  }
}
