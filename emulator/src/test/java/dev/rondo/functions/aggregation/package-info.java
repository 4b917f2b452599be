/** The functions' handlers with a store that kills their process, for tests of faults. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.aggregation;
