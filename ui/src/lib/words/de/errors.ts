import type { ErrorTable, Said } from '../types';
import { careErrors } from './errors-care';
import { keychainErrors, recordErrors } from './errors-here';
import { keyErrors } from './errors-keys';
import { lifeErrors, providerErrors } from './errors-there';

const none = 'Nothing was sent and nothing was stored.';
const untouched = 'The file was not changed.';

const typed = {
  label_empty: {
    title: 'The key has no label yet.',
    safe: none,
    next: { say: 'Type a name by which you will know it later, such as the system that uses it.', do: 'change_entry' },
  },
  label_too_long: {
    title: ({ params }: Said) => `The label is longer than ${params.max ?? 'allowed'} characters.`,
    safe: none,
    next: { say: 'Shorten the label.', do: 'change_entry' },
  },
  label_taken: {
    title: 'Another key of this account has this label.',
    safe: none,
    next: { say: 'Choose a label that no other key has, so that the right one is stopped later.', do: 'change_entry' },
  },
  label_unprintable: {
    title: 'The label holds a character that cannot be seen.',
    safe: none,
    next: { say: 'Type the label by hand instead of pasting it.', do: 'change_entry' },
  },
  label_character: {
    title: ({ params, provider }: Said) => `${provider} cannot take ${params.char ? `the character “${params.char}”` : 'one of the characters'} in a label.`,
    safe: none,
    next: { say: 'Choose a label without it.', do: 'change_entry' },
  },
  name_empty: {
    title: 'The account has no name yet.',
    safe: none,
    next: { say: 'Type a name, such as the team it belongs to.', do: 'change_entry' },
  },
  name_taken: {
    title: 'Another account has this name.',
    safe: none,
    next: { say: 'Choose a name that no other account has.', do: 'change_entry' },
  },
  permissions_empty: {
    title: 'No permission is chosen.',
    safe: ({ provider }: Said) => `A key sent to ${provider} without permissions could do everything, so Keyrack never sends one.`,
    next: { say: 'Choose at least one permission.', do: 'change_entry' },
  },
  permission_unknown: {
    title: ({ params, provider }: Said) => `${provider} has no permission called “${params.scope ?? '?'}” that Keyrack knows.`,
    safe: none,
    next: { say: 'Choose from the permissions in the list.', do: 'change_entry' },
  },
  permission_needs: {
    title: ({ params }: Said) => `“${params.scope ?? 'This permission'}” only works together with “${params.needs ?? 'another one'}”.`,
    safe: none,
    next: { say: 'Choose both, or neither.', do: 'change_entry' },
  },
  permission_renamed: {
    title: ({ params, provider }: Said) => `${provider} has a newer name for “${params.scope ?? 'a permission'}”${params.newer ? `: “${params.newer}”` : ''}.`,
    safe: ({ params }: Said) => `No key was made.${params.wider === 'yes' ? ' The newer one allows more than the older one did.' : ''}`,
    next: { say: 'Use the newer name, or choose other permissions.', do: 'change_entry' },
  },
  extra_out_of_range: {
    title: ({ params }: Said) => `${params.name ? `“${params.name}”` : 'A number'} is a whole number${params.min && params.max ? ` from ${params.min} to ${params.max}` : ''}.`,
    safe: none,
    next: { say: 'Type another number, or leave it empty.', do: 'change_entry' },
  },
  field_empty: {
    title: ({ params }: Said) => `${params.field ? `“${params.field}”` : 'A field'} is empty.`,
    safe: none,
    next: { say: 'Fill in this field.', do: 'change_entry' },
  },
  field_unprintable: {
    title: ({ params }: Said) => `${params.field ? `“${params.field}”` : 'A field'} holds a character that cannot be part of it.`,
    safe: none,
    next: { say: 'Copy it again, without spaces or line breaks around it.', do: 'change_entry' },
  },
  address_unreadable: {
    title: 'This is not a web address.',
    safe: none,
    next: { say: 'Type the whole address, beginning with https://', do: 'change_entry' },
  },
  address_not_https: {
    title: 'This address is not protected.',
    safe: 'Over http anyone on the way could read what is sent, so nothing was sent. Only a server on this computer (127.0.0.1 or [::1]) may use http.',
    next: { say: 'Use the address that begins with https://', do: 'change_entry' },
  },
  address_with_user: {
    title: 'This address holds a user name or a password.',
    safe: none,
    next: { say: 'Remove everything between https:// and the @ sign.', do: 'change_entry' },
  },
  confirmation_wrong: {
    title: 'What was typed does not match this key.',
    safe: 'Nothing was stopped, and nothing was erased.',
    next: { say: 'Type it exactly as it is shown.', do: 'change_entry' },
  },
  key_id_malformed: {
    title: 'This does not look like a key ID.',
    safe: 'Nothing was sent. What is in your keychain stays as it is.',
    next: { say: ({ provider }: Said) => `Copy the key ID from ${provider}’s website as it stands there.`, do: 'change_entry' },
  },
  nothing_chosen: {
    title: 'No file is chosen.',
    safe: none,
    next: { say: 'Choose the file with the secret half, or paste its text.', do: 'choose_file' },
  },
} as const;

const brought = {
  import_public_half: {
    title: 'This is the public half. The secret half is needed here.',
    safe: `The public half is safe to share. ${untouched}`,
    next: { say: 'Choose the other file of the pair, often named “private”.', do: 'choose_file' },
  },
  import_ssh_key: {
    title: 'This is an SSH key.',
    safe: `It opens servers, not this provider. ${untouched}`,
    next: { say: 'Choose the file that came with the key ID.', do: 'choose_file' },
  },
  import_certificate: {
    title: 'This is a certificate.',
    safe: `A certificate holds no secret half. ${untouched}`,
    next: { say: 'Choose the file with the secret half that belongs to the key ID.', do: 'choose_file' },
  },
  import_other_kind: {
    title: ({ params }: Said) => `This is ${params.kind ? `a key of the kind ${params.kind}` : 'a key of another kind'}.`,
    safe: ({ provider }: Said) => `${provider} works with RSA pairs only. ${untouched}`,
    next: { say: 'Choose the RSA file that belongs to the key ID.', do: 'choose_file' },
  },
  import_not_a_key: {
    title: 'There is no key in this.',
    safe: untouched,
    next: { say: 'Choose the file with the secret half. Its first line usually says “BEGIN PRIVATE KEY” or “BEGIN RSA PRIVATE KEY”.', do: 'choose_file' },
  },
  import_cut_off: {
    title: 'This key is cut off: a part of it is missing.',
    safe: untouched,
    next: { say: 'Copy or download the whole file again.', do: 'choose_file' },
  },
  import_too_large: {
    title: ({ params }: Said) => `This is larger than ${params.max ?? 'any key'}, so it is not a key.`,
    safe: `Keyrack did not read it. ${untouched}`,
    next: { say: 'Choose the file with the secret half.', do: 'choose_file' },
  },
  import_key_size: {
    title: ({ params }: Said) => `This key has ${params.bits ?? 'an unusual number of'} bits.`,
    safe: `Keyrack takes RSA keys from 2048 to 8192 bits. ${untouched}`,
    next: { say: 'Choose another file.', do: 'choose_file' },
  },
  import_passphrase_needed: {
    title: 'This file is protected with a passphrase.',
    safe: untouched,
    next: { say: 'Type the passphrase of the file.', do: 'change_entry' },
  },
  import_passphrase_wrong: {
    title: 'The passphrase does not open this file.',
    safe: `${untouched} Nothing locks after wrong tries.`,
    next: { say: 'Type the passphrase again.', do: 'change_entry' },
  },
  import_passphrase_too_costly: {
    title: 'The protection of this file would take too long to open.',
    safe: untouched,
    next: { say: 'Ask whoever made the file to protect it in the usual way, then choose it again.', do: 'choose_file' },
  },
  import_old_protection: {
    title: 'This file is protected in a way that Keyrack does not read.',
    safe: untouched,
    next: { say: 'Ask whoever made the file to save it as PKCS#8, then choose it again.', do: 'choose_file' },
  },
  import_file_unreadable: {
    title: 'The file could not be read.',
    safe: untouched,
    next: { say: 'Choose it again. If that fails, check that you may open it.', do: 'choose_file' },
  },
  import_damaged: {
    title: 'This key is damaged: its numbers do not fit together.',
    safe: untouched,
    next: { say: 'Copy or download the file again from where it was made.', do: 'choose_file' },
  },
} as const;

export const errors: ErrorTable = {
  ...typed,
  ...brought,
  ...keychainErrors,
  ...providerErrors,
  ...lifeErrors,
  ...keyErrors,
  ...careErrors,
  ...recordErrors,
  unexpected: {
    title: 'Keyrack could not do this.',
    safe: 'This is a fault in Keyrack, not something you did. What is in your keychain was not touched by this window.',
    next: { say: 'Try again. If it stays, send the lines under Details to whoever looks after Keyrack.', do: 'try_again' },
  },
};
