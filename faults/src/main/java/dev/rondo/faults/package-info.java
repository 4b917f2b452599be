/** Runs schedules of faults against the real steps, and says what they broke. */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults;
