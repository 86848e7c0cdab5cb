/** A message to one person. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same each time the same message is sent, so that whoever gets it twice can tell. */
  messageId: string;
}

/** Delivers messages. Resolves once a message is in somebody else's hands. */
export interface Mailer {
  /** Throws a MailError where the message was not taken. */
  send(mail: Mail): Promise<void>;
}

/** A message was not taken; `lasting` says that it never will be. */
export class MailError extends Error {
  constructor(
    message: string,
    readonly lasting: boolean,
  ) {
    super(message);
    this.name = 'MailError';
  }
}
