/** What a screen reader is told. The same sentence twice is said twice. */
class Say {
  text = $state('');
  #turn = false;

  status(text: string): void {
    this.#turn = !this.#turn;
    this.text = this.#turn ? text : `${text}\u200b`;
  }
}

export const say = new Say();
