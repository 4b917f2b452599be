/** The arithmetic of a model on one thread: outputs, losses and gradients. */
@org.jspecify.annotations.NullMarked
package dev.rondo.learning.network;
