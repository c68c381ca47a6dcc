/** Words of bringing a key in, rotating one, asking for one by e-mail, and of a provider's own log. */
export const bring = {
  title: 'Bring in a key',
  say: 'A key that exists already. Keyrack finds it at the provider, keeps its secret in your keychain, and tests it.',
  label: 'Label',
  labelHint: 'Which system uses it? You see this name at every later step.',
  which: (provider: string) => `Which key in ${provider}’s list is it?`,
  whichHint: {
    pair: 'Keyrack can find out by trying the secret half with each of them.',
    plain: 'The list shows no secrets, so only you can know.',
  },
  findOut: 'Find out',
  dontKnow: 'I don’t know',
  act: 'Bring in this key',
  bringing: (label: string) => `Bringing in “${label}”`,
  leaveSay: 'You can leave this; the work goes on, and the key shows under Keys.',
  leave: 'Leave it running',
  cancel: 'Cancel',
  saved: (label: string) => `“${label}” is saved in your keychain.`,
};

export const ask = {
  open: (provider: string) => `Ask ${provider} for a key by e-mail`,
  title: (provider: string) => `Ask ${provider} for a key`,
  say: (provider: string) => `${provider} gives out keys by e-mail. Keyrack writes the message; you send it. It holds no secret.`,
  provider: 'Provider',
  environment: 'Environment',
  label: 'Label',
  labelHint: 'Which system will use it? The message names it.',
  permissions: 'What should it be allowed to do?',
  write: 'Write the message',
  writing: 'Writing the message…',
  previewTitle: 'The message',
  previewSay: 'The request is kept under Accounts until the key has come back.',
  to: 'To',
  subject: 'Subject',
  body: 'Text',
  mail: 'Open in mail program',
  mailed: 'Opened in your mail program',
  copy: 'Copy the text',
  copied: 'Text copied',
  done: 'Done',
  cancel: 'Cancel',
};

export const asked = {
  region: 'Open requests',
  title: (provider: string, label: string) => `${provider} was asked for “${label}”`,
  since: (when: string) => `asked ${when}`,
  wants: 'Asked for',
  nothing: 'A key without permissions of its own',
  enter: 'Enter the key that came back',
  show: 'Show the message',
  close: 'Close the request',
  closed: (label: string) => `The request for ${label} was closed.`,
};

export const usage = {
  say: (provider: string) => `The calls as ${provider} wrote them down, the newest first.`,
  loading: (provider: string) => `Waiting for ${provider} to answer…`,
  none: 'No call was written down yet.',
  notAvailable: (provider: string) => `Not available for this key. ${provider} keeps no log of it, and nothing is wrong with the key.`,
  more: 'Load more',
  noTime: 'no time given',
};

export const dropped = {
  title: 'The dropped file',
  noPlace: 'No account here takes a key as a file.',
  busyPlace: 'What is open here has no place for a file.',
  letGo: 'Keyrack let go of it. The file itself was not changed.',
  close: 'Close',
};
