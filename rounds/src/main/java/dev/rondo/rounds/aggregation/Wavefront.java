package dev.rondo.rounds.aggregation;

import java.util.List;

/**
 * How far a group of updates has been added to the sum. The next group follows behind it, so every
 * element of the sum receives the groups in order, however many run at the same time.
 */
final class Wavefront {

  private List<String> order = List.of();
  private long passed;
  private boolean ended;

  /** Announces that the first numbers are added, counted in this order of the tensors. */
  synchronized void pass(List<String> tensorOrder, long numbers) {
    order = tensorOrder;
    passed = numbers;
    notifyAll();
  }

  /** Announces that this group adds nothing any more. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until so many numbers have passed, or the end when they come in another order. */
  synchronized void await(List<String> tensorOrder, long numbers) throws InterruptedException {
    while (!ended && !(passed >= numbers && order.equals(tensorOrder))) {
      wait();
    }
  }

  /** Waits for the end. */
  synchronized void awaitEnd() throws InterruptedException {
    while (!ended) {
      wait();
    }
  }
}
