/**
 * JSONata as Step Functions has it: values inside JSON, its own functions, undefined is an error.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine.query;
