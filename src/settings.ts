import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { isKeyName, parseSkey, type Signer } from './ledger/note-key.js';
import { parsePolicy } from './ledger/policy-file.js';

/** What a setting may be. */
export interface Setting<T> {
  /** Completes "expected …". */
  expected: string;
  /** The setting's value, or undefined when the text is not one. */
  parse: (text: string) => T | undefined;
  /** A secret may stand in a file named by `NAME_FILE`, and its value is never repeated. */
  secret?: boolean;
}

/** Any text but the empty one, which counts as absent. */
export const anything: Setting<string> = { expected: 'a text', parse: (text) => text };

/** One of a few words. */
export const oneOf = <T extends string>(choices: readonly T[]): Setting<T> => ({
  expected: `one of ${choices.join(', ')}`,
  parse: (text) => choices.find((choice) => choice === text),
});

/** A whole number within bounds, both included. */
export const wholeNumber = (least: number, most: number): Setting<number> => ({
  expected: `a whole number from ${least} to ${most}`,
  parse: (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= least && value <= most ? value : undefined;
  },
});

const HOST_NAME = /^(?![\d.]+$)[a-z\d]([a-z\d.-]*[a-z\d])?$/i;

/** Where to listen. */
export const address: Setting<string> = {
  expected: 'an IP address or a host name, without port',
  parse: (text) => (isIP(text) || HOST_NAME.test(text) ? text : undefined),
};

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/** A scheme, a host and maybe a port; given back without a slash at the end. */
export const origin: Setting<string> = {
  expected: 'an origin such as https://budget.example.org, without path',
  parse: (text) => {
    const url = urlOf(text);
    const bare = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    return bare ? url.origin : undefined;
  },
};

/** The address of a PostgreSQL server, with its password. */
export const databaseUrl: Setting<string> = {
  expected: 'an address such as postgres://user:password@host:5432/database',
  secret: true,
  parse: (text) => (/^postgres(ql)?:$/.test(urlOf(text)?.protocol ?? '') ? text : undefined),
};

/** The connection string of a KurrentDB or EventStoreDB server or cluster, with its password. */
export const kurrentUrl: Setting<string> = {
  expected: 'a connection string such as kurrentdb://user:password@host:2113?tls=true',
  secret: true,
  parse: (text) =>
    /^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\/[^/\s]+/.test(text) ? text : undefined,
};

/** The address of a mail server, with its password. */
export const smtpUrl: Setting<string> = {
  expected: 'an address such as smtps://user:password@host or smtp://host:587',
  secret: true,
  parse: (text) => (/^smtps?:$/.test(urlOf(text)?.protocol ?? '') ? text : undefined),
};

/** One e-mail address. */
export const emailAddress: Setting<string> = {
  expected: 'an e-mail address such as cahier@example.org',
  parse: (text) => (/^[^\s@<>",;]+@[^\s@<>",;]+$/.test(text) ? text : undefined),
};

/** Where an identity provider publishes its keys. */
export const jwksUrl: Setting<string> = {
  expected: 'an https address (http only on this machine)',
  parse: (text) => {
    const url = urlOf(text);
    const local = url && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
    return url?.protocol === 'https:' || (local && url.protocol === 'http:') ? url.href : undefined;
  },
};

/** A key of 32 bytes; given back in hexadecimal. */
export const masterKey: Setting<string> = {
  expected: '32 random bytes in hexadecimal or base64, as from `openssl rand -hex 32`',
  secret: true,
  parse: (text) => {
    if (/^[\da-f]{64}$/i.test(text)) return text.toLowerCase();
    const bytes = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
    return bytes.length === 32 ? bytes.toString('hex') : undefined;
  },
};

/** A public key; given back as SPKI in PEM. */
export const publicKey: Setting<string> = {
  expected: 'a public key in PEM (-----BEGIN PUBLIC KEY-----)',
  secret: true,
  parse: (text) => {
    const pem = text.replaceAll('\\n', '\n');
    if (!pem.includes('BEGIN PUBLIC KEY')) return undefined;
    try {
      return createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
    } catch {
      return undefined;
    }
  },
};

/** The host under which the logs of the ledger are named: no scheme, no slash at the end. */
export const ledgerOrigin: Setting<string> = {
  expected: 'a host such as budget.example.org, without scheme',
  parse: (text) => (isKeyName(text) && /^[\w.:[\]-]+$/.test(text) ? text : undefined),
};

/** The key that signs the ledger; given back as its seed. */
export const ledgerKey: Setting<Buffer> = {
  expected: 'a signing key such as PRIVATE+KEY+name+id+seed (C2SP signed-note, Ed25519)',
  secret: true,
  parse: (text) => {
    try {
      const { type, seed } = parseSkey(text);
      return type === 'note' ? seed : undefined;
    } catch {
      return undefined;
    }
  },
};

/** Who witnesses the ledger, and how many of them must; given back as lines of a policy without logs. */
export const witnesses: Setting<string> = {
  expected:
    'lines `witness <name> <vkey> <url>`, maybe `group …`, and `quorum <name>` (C2SP tlog-policy), without logs',
  secret: true,
  parse: (text) => {
    try {
      const { logs, witnesses } = parsePolicy(`${text}\n`);
      const canBeAsked = witnesses.every(({ url = '' }) =>
        /^https?:$/.test(urlOf(url)?.protocol ?? ''),
      );
      return logs.length === 0 && witnesses.length > 0 && canBeAsked ? `${text}\n` : undefined;
    } catch {
      return undefined;
    }
  },
};

/** The key by which a witness cosigns. */
export const witnessKey: Setting<Signer> = {
  expected: 'a witness’s key, as `cahier witness key NAME` makes it',
  secret: true,
  parse: (text) => {
    try {
      const key = parseSkey(text);
      return key.type === 'cosignature' ? key : undefined;
    } catch {
      return undefined;
    }
  },
};
