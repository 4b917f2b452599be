/** Tests of the data sets' index and of the claims on shards. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.data;
