/** The Lambda function of the helper of secure aggregation. */
@org.jspecify.annotations.NullMarked
package dev.rondo.functions.unmask;
