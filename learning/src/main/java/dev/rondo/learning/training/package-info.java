/** What a client does in a round: stochastic gradient descent on its own examples. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning.training;
