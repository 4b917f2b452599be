package dev.rondo.rounds.scale;

/** The steps after the version: Evaluate and CloseRound. */
final class ClosingLoads {

  /** Evaluation, plan twice, manifest; the evaluation is put. Test data come on top. */
  private static final int EVALUATE_REQUESTS = 5;

  /** Result twice, plan, outcome, latest, decision, evaluation, job; result, manifest, latest. */
  private static final int CLOSE_REQUESTS = 12;

  /** Rejections whose reasons the function reads for its metrics, one after the other. */
  private static final int REASONS = 1_000;

  /** How often uploads and rejections, and verdicts, are listed at most. */
  private static final int UPLOAD_LISTINGS = 2;

  private static final int VERDICT_LISTINGS = 3;

  private final Functions functions;

  ClosingLoads(Functions functions) {
    this.functions = functions;
  }

  /** Without the forward passes, whose time depends on the network and on the test data. */
  StepLoad evaluate(RoundSize size) {
    EvaluationSize evaluation = new EvaluationSize(size.parameters(), 0, 0);
    return functions.evaluate(
        functions.speeds().seconds((double) evaluation.modelBytes(), EVALUATE_REQUESTS),
        (double) evaluation.leastBytes());
  }

  /**
   * Counts, reads the verdicts outside the decision if an update has none, and validates updates,
   * one at least.
   */
  StepLoad close(RoundSize size, boolean inParts) {
    Speeds speeds = functions.speeds();
    int mb = functions.memory().masterMb();
    double document = DocumentSizes.decision(size, inParts);
    int unread = RoundLimits.standard().verdicts(size.seats(), size.updateBytes());
    double numbers = (double) unread * size.parameters();
    double validating =
        Math.max(speeds.seconds(4 * numbers, 0), functions.processor().foldSeconds(numbers, mb))
            + speeds.seconds(0, (long) RoundLimits.REQUESTS_OF_AN_UPDATE * unread);
    double verdicts =
        speeds.seconds(0, RoundLimits.standard().verdictsRead(size.seats()))
            / Memory.READS_IN_FLIGHT;
    double listings =
        UPLOAD_LISTINGS * Listings.uploadSeconds(speeds, size.seats())
            + VERDICT_LISTINGS * Listings.seconds(speeds, size.seats());
    return functions.closeRound(
        2 * speeds.seconds(document, 0) // Once more for the metrics.
            + speeds.seconds(0, CLOSE_REQUESTS + REASONS)
            + RosterLoad.seconds(speeds, mb, unread)
            + listings
            + verdicts
            + validating,
        DocumentSizes.heap(document)
            + RosterLoad.readingBytes()
            + Listings.uploadBytes(size.seats())
            + 2 * Listings.verdictBytes(size.seats())
            + FoldHeap.header(size),
        Math.max(document, RosterLoad.documentBytes()));
  }
}
