import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mailer } from './mailer.js';

/** For development: puts each message into a folder, as a file that one can read. */
export const folderMailer = (folder: string): Mailer => ({
  send: async ({ to, subject, text, messageId }) => {
    await mkdir(folder, { recursive: true });
    const name = createHash('sha256').update(messageId).digest('hex').slice(0, 16);
    const lines = [`To: ${to}`, `Subject: ${subject}`, `Message-ID: ${messageId}`, '', text];
    await writeFile(join(folder, `${name}.txt`), lines.join('\n'));
  },
});
