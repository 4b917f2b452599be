/** Tests of the rules that a definition consists of. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine.definition;
