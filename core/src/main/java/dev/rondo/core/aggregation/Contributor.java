package dev.rondo.core.aggregation;

/**
 * A client whose update counts.
 *
 * @param client its id
 * @param etag of the very update that was validated
 * @param weight what the update weighs in the mean
 * @param examples its examples
 * @param trainLoss its mean training loss
 * @param clip what its numbers are multiplied by, so that its norm is within the job's bound;
 *     mostly 1
 */
public record Contributor(
    String client, String etag, double weight, long examples, double trainLoss, double clip) {}
