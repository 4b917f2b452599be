/** JSON as Rondo writes and reads it: strict, snake case. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.json;
