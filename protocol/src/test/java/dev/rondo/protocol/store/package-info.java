/** Tests of the bucket's keys and documents. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.store;
