/** The contracts of the ports, for every implementation of them, and the fakes. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.testing;
