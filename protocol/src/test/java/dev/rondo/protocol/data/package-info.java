/** Tests of the data sets' index and of the leases on data shards. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.data;
