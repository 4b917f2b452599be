package dev.rondo.protocol.training;

/**
 * The result of local training.
 *
 * @param delta new parameters minus base parameters, in the layout's order; not copied
 * @param examples the number of examples trained on (each counts once, whatever the epochs)
 * @param trainLoss mean loss over the last epoch's examples, each measured before its step
 */
public record LocalResult(float[] delta, long examples, double trainLoss) {}
