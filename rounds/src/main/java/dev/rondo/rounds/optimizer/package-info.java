/** Server optimizers: how the mean update moves the global model. */
@org.jspecify.annotations.NullMarked
package dev.rondo.rounds.optimizer;
