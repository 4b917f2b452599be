/** Why rules of cdk-nag are not followed where they are not. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.nag;
