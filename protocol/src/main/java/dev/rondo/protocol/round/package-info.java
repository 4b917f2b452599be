/** A round as its clients see it: plan, seat, update, and the queue of seats. */
@org.jspecify.annotations.NullMarked
package dev.rondo.protocol.round;
