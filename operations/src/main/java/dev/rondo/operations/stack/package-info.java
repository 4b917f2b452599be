/** Deployed stacks: finding them by name and opening what they contain. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.stack;
