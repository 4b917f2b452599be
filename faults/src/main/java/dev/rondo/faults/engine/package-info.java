/** Many programs that take turns on one clock, in an order that a seed decides. */
@org.jspecify.annotations.NullMarked
package dev.rondo.faults.engine;
