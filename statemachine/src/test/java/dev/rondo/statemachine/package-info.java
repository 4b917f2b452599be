/** Tests written from the published rules of the States Language and of Step Functions. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine;
