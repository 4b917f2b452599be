package dev.rondo.protocol.training;

/**
 * What local training brings: the change of the parameters and how much data stands behind it.
 *
 * @param delta new parameters minus base parameters, in the layout's order; not copied
 * @param examples the number of examples trained on (each counts once, whatever the epochs)
 * @param trainLoss mean loss over the last epoch's examples, each measured before its step
 */
public record LocalResult(float[] delta, long examples, double trainLoss) {}
