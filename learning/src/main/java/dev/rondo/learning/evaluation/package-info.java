/** Evaluation of a model on a test set. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning.evaluation;
