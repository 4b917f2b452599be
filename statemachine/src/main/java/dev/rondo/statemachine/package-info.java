/** Step Functions in one JVM: plays Amazon States Language files on a virtual or a real clock. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine;
