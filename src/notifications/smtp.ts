import { createTransport } from 'nodemailer';
import { MailError, type Mailer } from './mailer.js';

/** How long a mail server may keep us waiting, in milliseconds. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** What a mail server said, without the address, which must stand in no record. */
const withoutAddress = (message: string, to: string): string => message.replaceAll(to, '…');

/** Delivers through a mail server, at an address such as `smtps://user:password@host`. */
export const smtpMailer = (url: string, from: string): Mailer => {
  const transport = createTransport({ url, ...PATIENCE }, { from });
  return {
    send: async ({ to, ...mail }) => {
      try {
        await transport.sendMail({ ...mail, to: { name: '', address: to } });
      } catch (error) {
        const { message, responseCode = 0 } = error as Error & { responseCode?: number };
        throw new MailError(withoutAddress(message, to), responseCode >= 500);
      }
    },
  };
};
