/** What the stacks in CloudFormation say of themselves. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.stack;
