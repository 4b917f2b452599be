/** Tests of the random draws. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.round;
