/** Models that one function does not hold: slices of the parameter vector, each folded alone. */
@org.jspecify.annotations.NullMarked
package dev.rondo.core.shard;
