/** The bucket: its keys, its port, and documents in it. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.store;
