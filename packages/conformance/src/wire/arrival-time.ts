let ofThisTurn: number | undefined;

/**
 * When what is being read arrived, in milliseconds: the same for all that is read in one turn of the event loop. In which
 * order a turn reads several sockets, and how long it takes over one, tells nothing about when their bytes came.
 */
export function arrivalTime(): number {
  if (ofThisTurn === undefined) {
    ofThisTurn = performance.now();
    setImmediate(() => {
      ofThisTurn = undefined;
    });
  }
  return ofThisTurn;
}
