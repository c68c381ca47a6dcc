/** The time that "2 minutes ago" is counted from. */
class Clock {
  now = $state.raw(new Date());

  constructor() {
    setInterval(() => (this.now = new Date()), 20_000);
  }
}

export const clock = new Clock();
