/** Tests of JSONata as Step Functions has it. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine.query;
