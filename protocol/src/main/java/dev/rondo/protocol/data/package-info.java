/**
 * Training data in the bucket: which data shards a data set has, and which client trains on which.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.data;
