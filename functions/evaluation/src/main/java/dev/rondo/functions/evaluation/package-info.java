/** The function that evaluates a version. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.evaluation;
