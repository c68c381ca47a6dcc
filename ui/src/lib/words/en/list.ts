/** Words of the list of keys: its columns and their order. */
export const list = {
  caption: 'Your keys',
  sortBy: 'Sort by',
  newest: 'Newest first',
  turn: 'The other way round',
  columns: { label: 'Key', account: 'Account', may: 'May do', secret: 'Secret', age: 'Age', rotate: 'Rotate by', test: 'Last test' },
};
