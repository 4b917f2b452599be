/** Infrastructure: the app, and what of Rondo it deploys. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk;
