/** How well a model does on a test set. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning.evaluation;
