/** Tests of simulations, with a toy for a model so that they are fast. */
@org.jspecify.annotations.NullMarked
package dev.rondo.simulation;
