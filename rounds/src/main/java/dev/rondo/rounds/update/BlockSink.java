package dev.rondo.rounds.update;

/** Takes an update's numbers as they stream in. */
@FunctionalInterface
public interface BlockSink {

  /**
   * A block of consecutive numbers.
   *
   * @param offset where in the parameter vector the first one belongs
   * @param block the numbers, valid during the call
   * @param length how many of them
   */
  void accept(int offset, float[] block, int length);
}
