/**
 * Step Functions in one JVM: an interpreter of the Amazon States Language on a virtual or a real
 * clock.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine;
