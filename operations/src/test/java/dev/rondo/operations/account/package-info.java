/** Tests of what an operator asks of an account. */
@org.jspecify.annotations.NullMarked
package dev.rondo.operations.account;
