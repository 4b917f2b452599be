/** The helper of secure aggregation, in an account of its own. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.helper;
