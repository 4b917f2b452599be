/** The table of small state machines, and how an interpreter is compared with it. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine.table;
