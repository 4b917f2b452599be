/** Tests of bringing data to the bucket. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.push;
