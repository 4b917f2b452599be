/** The Amazon States Language, read strictly: what is not supported is a problem, never ignored. */
@org.jspecify.annotations.NullMarked
package dev.rondo.statemachine.definition;
