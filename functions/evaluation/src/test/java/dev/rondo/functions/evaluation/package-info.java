/** Tests of the evaluation. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.evaluation;
