/** Settings and results of local training, and results of an evaluation. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.training;
