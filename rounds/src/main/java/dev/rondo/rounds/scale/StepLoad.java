package dev.rondo.rounds.scale;

/**
 * What one invocation of a step takes by the model, beside its limits.
 *
 * @param step which one
 * @param seconds that it takes
 * @param mostSeconds that it may take
 * @param bytes of the heap that it holds
 * @param mostBytes that it may hold
 * @param documentBytes of the largest JSON document that it reads or writes
 */
public record StepLoad(
    String step,
    double seconds,
    double mostSeconds,
    double bytes,
    double mostBytes,
    double documentBytes) {

  /** Whether it is within its limits. */
  public boolean fits() {
    return seconds <= mostSeconds
        && bytes <= mostBytes
        && documentBytes <= DocumentSizes.MOST_BYTES;
  }

  /** The same step, which also reads another document and holds what is in it. */
  StepLoad with(double document) {
    return new StepLoad(
        step,
        seconds,
        mostSeconds,
        bytes + DocumentSizes.heap(document),
        mostBytes,
        Math.max(documentBytes, document));
  }
}
