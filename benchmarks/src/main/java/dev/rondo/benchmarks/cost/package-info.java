/** Tables of what Rondo costs on AWS, computed from counted requests and list prices. */
@org.jspecify.annotations.NullMarked
package dev.rondo.benchmarks.cost;
