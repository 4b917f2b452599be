package dev.rondo.rounds.scale;

import dev.rondo.protocol.store.Documents;

/** The sizes of the documents of a round, at most. */
public final class DocumentSizes {

  /** Documents that are larger are neither written nor read. */
  static final double MOST_BYTES = Documents.MAX_BYTES;

  /**
   * Bytes of one contributor in the decision, with a client id of 193 characters that is named
   * twice, and its index in an order of tensors.
   */
  public static final int CONTRIBUTOR_BYTES = 668;

  /**
   * Places of tensors in all orders of tensors that a decision has, at most. Each order stands
   * once. Contributors with an order that has no room left are late: those whose order the fewest
   * share.
   */
  public static final int MOST_PLACES = 1_000_000;

  /** A place has up to five digits and a comma. */
  private static final int PLACE_BYTES = 6;

  /** Bytes of a client with an id of 193 characters among the participations. */
  static final int PARTICIPANT_BYTES = 256;

  /** The bytes of a document while it is read, and the objects that it becomes. */
  private static final int HEAP_FACTOR = 3;

  /** Of the plan, without its tensors. */
  private static final int PLAN_BYTES = 4_096;

  /** Of a tensor in the plan, and in the header of any file of the model's tensors. */
  private static final int TENSOR_BYTES = 512;

  /** Bytes of a contributor in the header of a partial aggregate, where quotes are escaped. */
  public static final int SUMMED_BYTES = 512;

  /** Bytes of a seat in the header of a group's sum. */
  public static final int SUMMED_SEAT_BYTES = 7;

  /** Bytes of the sums of what clients measured, with 32 names of 64 characters. */
  public static final int METRICS_BYTES = 16_384;

  /** Bytes of a header without tensors, contributors and seats. */
  private static final int HEADER_BYTES = 4_096 + METRICS_BYTES;

  private DocumentSizes() {}

  /** Of the plan. */
  static double plan(RoundSize size) {
    return PLAN_BYTES + (double) TENSOR_BYTES * size.tensors();
  }

  /** Of the participations before a round; 0 without differential privacy. */
  static double participations(RoundSize size) {
    return size.protection().isPrivate() ? (double) PARTICIPANT_BYTES * size.participants() : 0;
  }

  /** Of the header of a partial aggregate, without its contributors. */
  static double sumHeader(RoundSize size) {
    return HEADER_BYTES + (double) TENSOR_BYTES * size.tensors();
  }

  /** Of the contributors in the header of a partial aggregate, or of several together. */
  static double summed(int contributors) {
    return (double) SUMMED_BYTES * contributors;
  }

  /** Of the seats in the header of a group's sum. */
  static double summedSeats(int seats) {
    return (double) SUMMED_SEAT_BYTES * seats;
  }

  /** Of the decision, and of the candidates. */
  public static double decision(RoundSize size, boolean inParts) {
    double places = inParts ? Math.min(MOST_PLACES, (double) size.seats() * size.tensors()) : 0;
    return (double) CONTRIBUTOR_BYTES * size.seats() + PLACE_BYTES * places + METRICS_BYTES;
  }

  /** Bytes of heap that the decision takes, without the orders of all valid updates. */
  static double heap(double documentBytes) {
    return HEAP_FACTOR * documentBytes;
  }

  /** Bytes of heap for the orders of tensors of all valid updates, each by itself. */
  static double orders(RoundSize size) {
    return (double) Integer.BYTES * size.tensors() * size.seats();
  }
}
