/** What a benchmark measures inside one JVM. */
@org.jspecify.annotations.NullMarked
package dev.rondo.benchmarks;
