/** Brings training data into the bucket, where agents lease a shard each. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.push;
