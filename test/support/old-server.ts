import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A server that speaks PostgreSQL's protocol as far as telling its version, for versions that nobody installs any more. */
export async function serverOfVersion(versionNumber: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', int32(0)), message('Z', 'I')]));
      socket.on('data', (bytes) => {
        if (bytes[0] === 'X'.charCodeAt(0)) socket.end();
        else socket.write(row(versionNumber));
      });
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://someone@127.0.0.1:${port}/cahier`,
    place: `127.0.0.1:${port}/cahier`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const TEXT_OID = 25;

function row(value: string): Buffer {
  const column = [int16(1), 'server_version_num\0', int32(0), int16(0), int32(TEXT_OID)];
  return Buffer.concat([
    message('T', ...column, int16(-1), int32(-1), int16(0)),
    message('D', int16(1), int32(value.length), value),
    message('C', 'SHOW\0'),
    message('Z', 'I'),
  ]);
}

function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
