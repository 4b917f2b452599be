/** Tables of how large rounds and models scale, computed from the model of time. */
@org.jspecify.annotations.NullMarked
package dev.rondo.benchmarks.scale;
