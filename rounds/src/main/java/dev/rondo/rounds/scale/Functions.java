package dev.rondo.rounds.scale;

/**
 * The functions that run the steps: how fast they are, and how long and how large an invocation of
 * each may become. OpenRound, AwaitQuorum and CloseRound have the memory of the master.
 *
 * @param speeds of the services
 * @param memory of the functions
 * @param processor of the functions
 */
record Functions(Speeds speeds, Memory memory, Processor processor) {

  /** Seconds that a function with a timeout of 900 s may take by the model. */
  static final double MOST_SECONDS = 800;

  /** The timeout of OpenRound. */
  private static final double OPEN_SECONDS = 300;

  /** The timeout of AwaitQuorum. */
  private static final double AWAIT_SECONDS = 60;

  /** The timeout of a worker. Its speeds have a margin of their own. */
  private static final double WORKER_SECONDS = 120;

  StepLoad openRound(double seconds, double bytes) {
    return load("OpenRound", seconds, OPEN_SECONDS, bytes, memory.masterMb(), 0);
  }

  StepLoad awaitQuorum(double seconds, double bytes) {
    return load("AwaitQuorum", seconds, AWAIT_SECONDS, bytes, memory.masterMb(), 0);
  }

  StepLoad worker(double seconds, double bytes) {
    return load(
        "FoldUpdates, one update",
        seconds,
        WORKER_SECONDS,
        bytes,
        memory.workerMb(),
        RosterLoad.documentBytes());
  }

  /** A run of the master, by what it aggregates. */
  StepLoad master(String what, double seconds, double bytes, double document) {
    return load("Aggregate, " + what, seconds, MOST_SECONDS, bytes, memory.masterMb(), document);
  }

  /** A function that folds a part, a group or a distance slice. */
  StepLoad part(String what, double seconds, double bytes, double document) {
    return load("FoldPart, " + what, seconds, MOST_SECONDS, bytes, memory.partMb(), document);
  }

  StepLoad evaluate(double seconds, double bytes) {
    return load("Evaluate", seconds, MOST_SECONDS, bytes, Memory.LARGEST_MB, 0);
  }

  StepLoad closeRound(double seconds, double bytes, double document) {
    return load("CloseRound", seconds, MOST_SECONDS, bytes, memory.masterMb(), document);
  }

  private static StepLoad load(
      String step, double seconds, double mostSeconds, double bytes, int mb, double document) {
    return new StepLoad(step, seconds, mostSeconds, bytes, Memory.usableBytes(mb), document);
  }
}
