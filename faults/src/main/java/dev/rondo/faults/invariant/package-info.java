/** The invariants. Each is checked as soon as it could be violated. */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults.invariant;
