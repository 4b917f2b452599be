/** Accepted findings of cdk-nag, with reasons. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.nag;
