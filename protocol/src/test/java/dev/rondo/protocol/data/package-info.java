/** Tests of the data sets' index and of the leases on shards. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.data;
