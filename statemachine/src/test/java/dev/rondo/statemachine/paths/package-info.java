/** The paths through Rondo's two state machines, and what a run along one leaves. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine.paths;
