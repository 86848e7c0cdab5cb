import { createServer, type Socket } from 'node:net';

/** A message as a mail server took it. */
export interface Taken {
  from: string;
  to: string[];
  /** Headers and body, as they were sent. */
  data: string;
}

/** A mail server that takes what it is sent, unless it answers a recipient with what `answers` says. */
export interface MailServer {
  url: string;
  taken: Taken[];
  answers: Map<string, string>;
  close(): Promise<void>;
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

/** Speaks SMTP (RFC 5321) as far as a client that delivers needs it. */
const converse = (socket: Socket, { taken, answers }: MailServer): void => {
  let [text, isData, mail] = ['', false, { from: '', to: [] as string[], data: '' }];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') say('250 mail.test');
    else if (verb === 'MAIL') {
      mail = { from: addressIn(line), to: [], data: '' };
      say('250 ok');
    } else if (verb === 'RCPT') {
      const to = addressIn(line);
      const answer = answers.get(to);
      if (!answer) mail.to.push(to);
      say(answer ?? '250 ok');
    } else if (verb === 'DATA') {
      isData = true;
      say('354 go on');
    } else if (verb === 'QUIT') {
      say('221 bye');
      socket.end();
    } else say('250 ok');
  };
  const read = (): void => {
    for (;;) {
      const end = isData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
      if (end < 0) return;
      const part = text.slice(0, end);
      text = text.slice(end + (isData ? 5 : 2));
      if (!isData) command(part);
      else {
        isData = false;
        taken.push({ ...mail, data: part });
        say('250 taken');
      }
    }
  };
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    text += bytes.toString();
    read();
  });
  say('220 mail.test ESMTP');
};

/** Starts a mail server on a free port of this machine. */
export const startMailServer = async (): Promise<MailServer> => {
  const open = new Set<Socket>();
  const found: MailServer = {
    ...{ url: '', taken: [], answers: new Map() },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    converse(socket, found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  found.url = `smtp://127.0.0.1:${port}`;
  return found;
};
