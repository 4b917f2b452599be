/** What must hold whatever happens, each looked at as soon as it could be broken. */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults.invariant;
