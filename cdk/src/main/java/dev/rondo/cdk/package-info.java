/** Infrastructure as code. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk;
