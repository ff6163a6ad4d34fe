let ofThisTurn: number | undefined;

/**
 * The arrival time of the bytes being read, in milliseconds. All reads in one turn of the event loop have the same
 * time: the order in which a turn reads sockets, and the time that it takes, say nothing about when their bytes
 * arrived.
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
