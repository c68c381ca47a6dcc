/** The keychain and the records on this computer. */

const kept = 'Your keys are not lost.';

export const keychainErrors = {
  keychain_locked: {
    title: 'Your keychain is locked.',
    safe: `${kept} They are inside it, and Keyrack cannot reach them until you unlock it.`,
    next: { say: 'Unlock the keychain. Your system asks for its password.', do: 'unlock_keychain' },
  },
  keychain_absent: {
    title: 'We could not find a keychain on this computer.',
    safe: `${kept} Keyrack keeps secrets only in a keychain, never in a plain file, so nothing was stored.`,
    next: { say: 'Start your system’s keychain (GNOME Keyring, KWallet or KeePassXC), then try again.', do: 'try_again' },
  },
  keychain_denied: {
    title: 'Your keychain did not let Keyrack in.',
    safe: kept,
    next: { say: 'Unlock the keychain, and allow access when your system asks.', do: 'unlock_keychain' },
  },
  keychain_item_too_large: {
    title: 'This secret is too large for your keychain.',
    safe: 'It was not stored, and nothing was sent.',
    next: { say: 'Choose a smaller size, such as 2048 bits.', do: 'change_entry' },
  },
  keychain_not_persistent: {
    title: 'Your keychain forgets everything when you log out.',
    safe: 'Keyrack stored nothing in it, so that nothing can be lost that way.',
    next: { say: 'Set up a keychain that survives a restart, then try again.', do: 'try_again' },
  },
  keychain_differs: {
    title: 'Your keychain gave back something other than what was stored.',
    safe: 'Keyrack noticed before going on. Nothing was sent.',
    next: { say: 'Try again. If it stays, the keychain itself needs repair.', do: 'try_again' },
  },
  keychain_failed: {
    title: 'We could not reach your keychain.',
    safe: kept,
    next: { say: 'Unlock the keychain, or try again in a moment.', do: 'unlock_keychain' },
  },
  secret_gone: {
    title: 'The secret is no longer in your keychain.',
    safe: 'Something other than Keyrack removed it. The key can still be stopped at the provider.',
    next: { say: 'If you have a backup of your keychain, restore it and try again. Otherwise stop this key and make a new one.', do: 'try_again' },
  },
  secret_damaged: {
    title: 'The secret in your keychain is damaged.',
    safe: 'Something other than Keyrack changed it, so Keyrack does not use it.',
    next: { say: 'Stop this key and make a new one.', do: 'new_key' },
  },
  origin_differs: {
    title: 'This secret belongs to another address.',
    safe: 'Keyrack did not use it. A secret is only ever used at the address it was stored for.',
    next: { say: 'To use a new address, add the account again and type its key there.', do: 'open_accounts' },
  },
} as const;

export const recordErrors = {
  records_unwritable: {
    title: 'Keyrack cannot write its records.',
    safe: 'Keyrack begins no change that it cannot write down first. What had begun before is not forgotten. Your secrets stay in your keychain.',
    next: { say: 'Check that your home folder can be written to, then try again.', do: 'try_again' },
  },
  records_damaged: {
    title: 'Keyrack’s records are damaged.',
    safe: 'Your secrets are not in them: they are still in your keychain. Keyrack changes nothing while the records cannot be read.',
    next: { say: 'Restore the file from a backup, then try again.', do: 'try_again' },
  },
  records_newer: {
    title: 'A newer Keyrack wrote these records.',
    safe: 'Nothing was changed. Your secrets are still in your keychain.',
    next: { say: 'Open them with the newer Keyrack, or update this one and try again.', do: 'try_again' },
  },
  disk_full: {
    title: 'The disk is full.',
    safe: 'Keyrack begins no change that it cannot write down first. What had begun before is not forgotten.',
    next: { say: 'Make some room on the disk, then try again.', do: 'try_again' },
  },
} as const;
