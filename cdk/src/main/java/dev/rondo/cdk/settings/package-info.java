/** What a user may choose about the infrastructure, read and checked. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cdk.settings;
