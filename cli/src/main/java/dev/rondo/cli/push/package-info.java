/** Uploads training data to the bucket, where each agent leases one data shard. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.push;
