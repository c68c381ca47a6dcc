/** Words of the list of keys: its columns and their order. */
export const list = {
  caption: 'Ihre Schlüssel',
  sortBy: 'Sortieren nach',
  newest: 'Neueste zuerst',
  turn: 'Umgekehrt',
  columns: { label: 'Schlüssel', account: 'Konto', may: 'Darf', secret: 'Geheimnis', age: 'Alter', rotate: 'Wechseln bis', test: 'Letzter Test' },
};
