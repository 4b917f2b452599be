/** Runs schedules of faults against the real steps and reports violated invariants. */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults;
