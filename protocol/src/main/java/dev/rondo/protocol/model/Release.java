package dev.rondo.protocol.model;

/**
 * What a version released, as the ledger of its job's privacy budget.
 *
 * @param mechanism {@code gaussian} or {@code blt}
 * @param noiseMultiplier standard deviation of the noise in clip norms
 * @param clip L2 norm to which updates were scaled down
 * @param denominator by which the noised sum was divided
 * @param number of the release in its job, from 1
 * @param spent epsilon of the job including this release
 * @param delta with which epsilon holds
 */
public record Release(
    String mechanism,
    double noiseMultiplier,
    double clip,
    int denominator,
    int number,
    double spent,
    double delta) {}
